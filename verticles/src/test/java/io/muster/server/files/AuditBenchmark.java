package io.muster.server.files;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the audit trail costs: the same change of a node, one after the other and many at once,
 * through the gateway with the trail and with one that is kept in memory only, in turns. Argument:
 * rounds (5).
 */
public final class AuditBenchmark {
  private static final int CALLS = 400;

  private AuditBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    Path dir = Files.createTempDirectory("audit-benchmark");
    try (FileHouse with = new FileHouse(Files.createDirectory(dir.resolve("with")));
        FileHouse without = FileHouse.withoutTrail(Files.createDirectory(dir.resolve("without")))) {
      for (FileHouse house : List.of(with, without)) {
        for (int i = 0; i < 64; i++) {
          house.node("n" + i);
        }
        run(house, 16, 200);
      }
      for (int atOnce : new int[] {1, 16, 64}) {
        double[] ratios = new double[rounds];
        for (int round = 0; round < rounds; round++) {
          double a = run(with, atOnce, CALLS);
          double b = run(without, atOnce, CALLS);
          ratios[round] = a / b;
          System.out.printf("%d at once: %.2f ms a call with, %.2f without%n", atOnce, a, b);
        }
        Arrays.sort(ratios);
        System.out.printf(
            "%d at once: ratio %.2f (median of %d)%n", atOnce, ratios[rounds / 2], rounds);
      }
    }
    System.exit(0);
  }

  /** Milliseconds a call, of the whole divided by the number of calls. */
  private static double run(FileHouse house, int atOnce, int calls) {
    AtomicInteger left = new AtomicInteger(calls);
    long start = System.nanoTime();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      String node = "n" + i;
      all.add(
          CompletableFuture.runAsync(() -> drain(house, node, left), Thread::startVirtualThread));
    }
    all.forEach(CompletableFuture::join);
    return (System.nanoTime() - start) / 1e6 / calls;
  }

  private static void drain(FileHouse house, String node, AtomicInteger left) {
    while (left.getAndDecrement() > 0) {
      HttpResponse<byte[]> answer =
          house.send(
              house
                  .request("/api/v1/nodes/" + node + "/cordon")
                  .header("content-type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"benchmark\"}")));
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(new String(answer.body()));
      }
    }
  }
}
