package io.muster.agent.facts;

import io.muster.protocol.agent.v1.Profile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The node's profile: its settings and its facts as of the last look. */
public final class ProfileSource implements Supplier<Profile> {
  private final Facts facts;
  private final Map<String, String> environment;
  private volatile Profile settings;
  private volatile Profile present;

  /** Looks at the machine once, at what can be seen without waiting. */
  public ProfileSource(
      Facts facts,
      Optional<String> name,
      Map<String, String> labels,
      List<String> groups,
      Map<String, String> environment) {
    this.facts = facts;
    this.environment = environment;
    use(name, labels, groups);
  }

  /** Goes on with other settings of the node; true when something changed. */
  public boolean use(Optional<String> name, Map<String, String> labels, List<String> groups) {
    Map<String, String> all = new HashMap<>();
    String cluster = environment.get("K8S_CLUSTER_NAME");
    if (cluster != null && !cluster.isBlank()) {
      all.put("k8s_cluster", cluster);
    }
    all.putAll(labels);
    this.settings =
        Profile.newBuilder()
            .setName(name.orElseGet(facts::hostname))
            .putAllLabels(all)
            .addAllGroups(groups)
            .build();
    return look();
  }

  /** Looks again, at what has to be waited for too; true when something changed. */
  public boolean refresh() {
    facts.lookUpName();
    return look();
  }

  private synchronized boolean look() {
    Profile fresh = settings.toBuilder().setFactsJson(facts.collect().encode()).build();
    boolean changed = !fresh.equals(present);
    present = fresh;
    return changed;
  }

  @Override
  public Profile get() {
    return present;
  }
}
