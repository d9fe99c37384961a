package io.muster.domain.selector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Fleets that look like real ones: some nodes lack labels, facts and groups. */
final class RandomFleet {
  private static final List<String> ROLES = List.of("web", "db", "cache", "batch");
  private static final List<String> GROUPS = List.of("frontend", "backend", "canary");

  private RandomFleet() {}

  static Fleet of(int size, Random random) {
    List<NodeView> nodes = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      nodes.add(node("%s-%06d".formatted(random.nextInt(4) == 0 ? "db" : "web", i), random));
    }
    return Fleet.of(nodes);
  }

  static NodeView node(String id, Random random) {
    Map<String, String> labels = new HashMap<>();
    if (random.nextInt(10) > 0) {
      labels.put("role", ROLES.get(random.nextInt(ROLES.size())));
    }
    labels.put("dc", (random.nextBoolean() ? "eu" : "us") + random.nextInt(3));
    if (random.nextInt(20) == 0) {
      labels.put("tier", "gold");
    }
    List<String> groups = GROUPS.stream().filter(group -> random.nextInt(3) == 0).toList();
    String status = random.nextInt(5) == 0 ? "offline" : "online";
    return new NodeView(
        id, "host-" + id, Map.copyOf(labels), groups, facts(random), status, false, "h");
  }

  private static Map<String, Object> facts(Random random) {
    Map<String, Object> facts = new HashMap<>();
    facts.put("cpus", (long) (1 << random.nextInt(6)));
    facts.put("load", random.nextDouble());
    facts.put("virtual", random.nextBoolean());
    facts.put("addresses", List.of("10.0.0." + random.nextInt(255), "fe80::1"));
    if (random.nextInt(10) > 0) {
      facts.put(
          "os",
          Map.of(
              "name", random.nextBoolean() ? "debian" : "alpine", "release", Map.of("major", 12L)));
    } else if (random.nextBoolean()) {
      facts.put("os", "unknown");
    }
    return Map.copyOf(facts);
  }
}
