package io.muster.cli.job;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.api.JobEvents;
import io.muster.cli.json.Fields;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Submits a job and shows what becomes of it, as {@code exec} does; Ctrl-C cancels it.
 *
 * @param detach prints the job's id and leaves
 * @param startNanos when the command began, {@link System#nanoTime()}
 */
public record JobRun(Api api, WatchOptions watch, boolean detach, long startNanos) {
  /**
   * Asks before work on the whole fleet, where somebody is there to ask.
   *
   * @param body of the job, for its preview
   * @throws CliException when the answer is no
   */
  public static void confirm(Api api, String target, Map<String, Object> body, String what) {
    if (!Confirmation.given(api, target, body, what)) {
      throw CliException.usage("not confirmed, nothing was done");
    }
  }

  /**
   * Submits and follows.
   *
   * @param path of the call that answers with a job
   * @param target as the user wrote it, for messages
   * @return one of {@link Exit}
   */
  public int submit(String path, Map<String, Object> body, String target) {
    Interrupt interrupt = detach ? null : Interrupt.install();
    Fields job = send(path, body);
    String id = job.text("id");
    if (detach) {
      if (watch.form() == WatchOptions.Form.table) {
        System.out.println(id);
      } else {
        watch.view(0).finish(job, List.of(), new Tally(Map.of(), 0), 0);
      }
      return Exit.OK;
    }
    interrupt.farewell("left; job " + id + " may go on: muster job show " + id);
    long nodes = job.number("total");
    if (nodes == 0) {
      throw new CliException(Exit.NO_NODE, "no node matched '" + target + "'");
    }
    return new Follower(api, watch.view(nodes), interrupt, startNanos)
        .follow(new JobEvents.Query(id, 0, "", true, 0), job, nodes)
        .exitCode();
  }

  private Fields send(String path, Map<String, Object> body) {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    String key = HexFormat.of().formatHex(random);
    try {
      return api.repeatable(path, body, key);
    } catch (CliException e) {
      if (e.code().equals("NOT_FOUND")) {
        throw new CliException(Exit.NO_NODE, e.getMessage(), e.code());
      }
      throw e;
    }
  }
}
