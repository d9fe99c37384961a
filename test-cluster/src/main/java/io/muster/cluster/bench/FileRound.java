package io.muster.cluster.bench;

import io.muster.cluster.api.Rest;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One file to all agents. They share a machine and so its paths: each has a job of its own, and all
 * are submitted at once.
 *
 * @param uploadMs the file to the control plane, which is done once before
 * @param wallMs from before the first submit until the end of the last job was seen in the
 *     database, which is asked every few ms
 */
record FileRound(double uploadMs, double wallMs) {
  private static final long POLL_MS = 4;
  private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(15);

  /**
   * Runs it.
   *
   * @throws IllegalStateException when a task does not succeed, or what it put is not the content
   */
  static FileRound run(Rig rig, Path source, Path folder, int agents)
      throws IOException, InterruptedException {
    Rest rest = rig.rest();
    Disk.settle(folder);
    long began = System.nanoTime();
    String file = rest.postFile("/api/v1/files?name=bench", source).getString("id");
    double upload = JobRound.millis(began);
    Disk.settle(folder);
    began = System.nanoTime();
    String[] jobs = submit(rest, file, folder, agents);
    awaitEnd(rig.database(), jobs, began);
    double wall = JobRound.millis(began);
    for (int i = 1; i <= agents; i++) {
      Path put = target(folder, i);
      if (!Files.exists(put) || Files.mismatch(source, put) >= 0) {
        throw new IllegalStateException(complaint(rig.database(), jobs[i - 1], put));
      }
      Files.delete(put);
    }
    return new FileRound(upload, wall);
  }

  private static Path target(Path folder, int agent) {
    return folder.resolve("node-" + agent);
  }

  private static String[] submit(Rest rest, String file, Path folder, int agents)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> submits = new ArrayList<>();
      for (int i = 1; i <= agents; i++) {
        JsonObject body =
            new JsonObject()
                .put("target", "node-" + i)
                .put("path", target(folder, i).toString())
                .put("timeout", "900s")
                .put("ttl", "900s");
        submits.add(
            threads.submit(
                () -> rest.post("/api/v1/files/" + file + "/distribute", body).getString("id")));
      }
      String[] jobs = new String[agents];
      for (int i = 0; i < agents; i++) {
        jobs[i] = submits.get(i).get();
      }
      return jobs;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void awaitEnd(Database database, String[] jobs, long began)
      throws InterruptedException {
    while (open(database, jobs) > 0) {
      if (System.nanoTime() - began > LIMIT_NANOS) {
        throw new IllegalStateException("the file was not everywhere in time");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
  }

  private static int open(Database database, String[] jobs) {
    try {
      return database
          .query(
              "SELECT count(*)::int FROM job WHERE id = ANY($1) AND finished_at IS NULL",
              (Object) jobs)
          .iterator()
          .next()
          .getInteger(0);
    } catch (Failure busy) {
      return jobs.length; // asked again: the machine may be busy with everything else
    }
  }

  private static String complaint(Database database, String job, Path put) {
    String state =
        database.query("SELECT state FROM job WHERE id = $1", job).iterator().next().getString(0);
    return put + " is not the content that was sent; its job " + job + " is " + state;
  }
}
