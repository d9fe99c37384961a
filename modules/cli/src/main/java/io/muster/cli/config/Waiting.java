package io.muster.cli.config;

import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.NodeRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** Waits until nodes run what they are to run. Nodes that are offline are not waited for. */
final class Waiting {
  private static final long FIRST_MS = 50;
  private static final long LAST_MS = 1000;
  private static final String PAGE = "10000";

  private Waiting() {}

  /** The last status: everybody has answered, or the time is over. */
  static Fields until(Api api, String component, String target, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    long pause = FIRST_MS;
    while (true) {
      Fields status = status(api, component, target);
      if (status.object("counts").number("pending") == 0 || System.nanoTime() >= end) {
        return status;
      }
      LockSupport.parkNanos(Duration.ofMillis(pause).toNanos());
      pause = Math.min(LAST_MS, pause * 3 / 2);
    }
  }

  private static Fields status(Api api, String component, String target) {
    return api.get(
        Api.path(
            "/api/v1/configs/status", "component", component, "target", target, "pageSize", PAGE));
  }

  /** Says who does not run it, and sums up in the last line. */
  static void print(Fields status) {
    Map<String, List<String>> refused = new TreeMap<>();
    Map<String, List<String>> others = new TreeMap<>();
    for (Fields node : status.objects("nodes")) {
      String state = node.text("state");
      boolean no = state.equals("refused");
      (no ? refused : others)
          .computeIfAbsent(no ? node.text("refusedReason") : state, key -> new ArrayList<>())
          .add(node.text("nodeId"));
    }
    refused.forEach(
        (reason, nodes) ->
            System.out.println("refused by " + NodeRanges.fold(nodes) + ": " + reason));
    others.forEach((state, nodes) -> System.out.println(state + ": " + NodeRanges.fold(nodes)));
    System.out.println(summary(status));
  }

  static String summary(Fields status) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("refused", "refused");
    words.put("pending", "not heard of yet");
    words.put("offline", "offline, get it when they return");
    Fields counts = status.object("counts");
    StringBuilder line =
        new StringBuilder(
            counts.number("converged") + "/" + status.number("total") + " nodes run it");
    words.forEach(
        (key, word) -> {
          if (counts.number(key) > 0) {
            line.append(", ").append(counts.number(key)).append(' ').append(word);
          }
        });
    return line.toString();
  }

  /** 1 when somebody refused, 4 when somebody was not heard, else 0. */
  static int exit(Fields status) {
    Fields counts = status.object("counts");
    if (counts.number("refused") > 0) {
      return Exit.FAILED;
    }
    return counts.number("pending") + counts.number("offline") > 0 ? Exit.UNKNOWN : Exit.OK;
  }
}
