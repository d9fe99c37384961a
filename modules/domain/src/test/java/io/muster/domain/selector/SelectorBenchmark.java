package io.muster.domain.selector;

import java.util.List;
import java.util.Random;

/** Prints how long targets take over 100,000 nodes: best and median of 30, after warm-up. */
public final class SelectorBenchmark {
  private static final List<String> TARGETS =
      List.of(
          "labels[\"role\"] == \"web\" && \"frontend\" in groups",
          "facts.os.name == \"debian\"",
          "status == \"online\" && labels[\"dc\"].startsWith(\"eu\")",
          "id.startsWith(\"web-\")",
          "labels.absent.startsWith(\"x\")",
          "groups.exists(g, g.startsWith(\"f\"))",
          "facts.cpus >= 4",
          "labels.tier == \"gold\" || facts.os.name == \"debian\"",
          "web-000001,web-000002");

  private SelectorBenchmark() {}

  public static void main(String[] arguments) {
    int size = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    Fleet fleet = RandomFleet.of(size, new Random(1));
    System.out.printf(
        "%d nodes, %d processors%n", size, Runtime.getRuntime().availableProcessors());
    for (String text : TARGETS) {
      Target target = Target.parse(text);
      long[] nanos = new long[30];
      int picked = 0;
      for (int i = -20; i < nanos.length; i++) {
        long start = System.nanoTime();
        picked = target.pick(fleet, Budget.UNLIMITED).size();
        nanos[Math.max(0, i)] = System.nanoTime() - start;
      }
      java.util.Arrays.sort(nanos);
      System.out.printf(
          "best %6.1f ms, median %6.1f ms, picked %6d: %s%n",
          nanos[0] / 1e6, nanos[nanos.length / 2] / 1e6, picked, text);
    }
    long start = System.nanoTime();
    fleet.with(List.of(RandomFleet.node("web-000001", new Random(2))), List.of());
    System.out.printf("one node changed: %.2f ms%n", (System.nanoTime() - start) / 1e6);
  }
}
