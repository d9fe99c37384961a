package io.muster.cli.api;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.Closeable;
import java.io.IOException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The events of one job, each once and in order, whatever happens to the connection: a stream that
 * breaks is taken up on the next server after the last event that was seen.
 */
public final class JobEvents implements Closeable {
  private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");
  private static final long GIVE_UP_MS = 60_000;
  private static final long MAX_PAUSE_MS = 2_000;
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final Api api;
  private final Query query;
  private final Consumer<String> note;
  private LineStream stream;
  private long after;
  private boolean ended;
  private long last = UNKNOWN;
  private long brokenSince;
  private long pause = 50;

  /**
   * Prepares the watch; nothing is sent before the first {@link #next()}.
   *
   * @param note hears once when the stream is broken for more than a moment
   */
  public JobEvents(Api api, Query query, Consumer<String> note) {
    this.api = api;
    this.query = query;
    this.note = note;
    this.after = query.after();
  }

  /**
   * Waits for the next event; null after the last one.
   *
   * @throws CliException when the control plane refuses, or was away for a minute
   */
  public Event next() {
    while (!ended) {
      try {
        Event event = read();
        if (event != null) {
          return event;
        }
      } catch (IOException e) {
        broken(e);
      }
    }
    return null;
  }

  private Event read() throws IOException {
    if (stream == null) {
      stream = api.stream(query.path(after));
    }
    byte[] line = stream.next();
    if (line == null) {
      close();
      if (query.follow() && last == UNKNOWN) {
        throw new IOException("the stream ended before the job");
      }
      ended = true;
      return null;
    }
    Fields fields = Fields.of(Json.parse(line));
    if (!fields.has("seq")) {
      refuse(fields, api);
    }
    brokenSince = 0;
    pause = 50;
    long seq = fields.number("seq");
    if (seq <= after) {
      return null;
    }
    after = seq;
    if (fields.has("job")) {
      last = last(fields.object("job"));
    }
    ended = query.follow() && seq >= query.until() && seq >= last;
    return new Event(fields, line);
  }

  /**
   * The number of the job's last event. An event carries the job as it is now, not as it was: that
   * of a short command has ended already when its first event is read.
   */
  private static long last(Fields job) {
    return ENDED.contains(job.text("state")) ? job.number("lastEvent") : UNKNOWN;
  }

  /** A stream that fails after it began says so in its last line: {@code {"error": problem}}. */
  static void refuse(Fields fields, Api api) throws IOException {
    Fields error = fields.object("error");
    Problem problem = Problem.of((int) error.number("status"), error);
    if (problem.passing() || problem.status() == 401 && api.renews()) {
      throw new IOException(problem.line());
    }
    throw problem.exception();
  }

  private void broken(IOException cause) {
    close();
    long now = System.nanoTime() / 1_000_000;
    if (brokenSince == 0) {
      brokenSince = now;
    } else if (now - brokenSince > GIVE_UP_MS) {
      throw new CliException(
          Exit.UNREACHABLE,
          "the control plane is away ("
              + Api.reason(cause)
              + "), the job goes on: muster job logs "
              + query.jobId()
              + " --follow");
    }
    if (pause == 800) {
      note.accept("connection lost (" + Api.reason(cause) + "), trying again");
    }
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      ended = true;
    }
    pause = Math.min(MAX_PAUSE_MS, pause * 2);
    api.next();
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }

  /**
   * What to watch.
   *
   * @param after the last event that is not wanted; 0 for all
   * @param nodeId empty for all nodes
   * @param follow waits for the job's end
   * @param until an end before this event is one that a retry has undone
   */
  public record Query(String jobId, long after, String nodeId, boolean follow, long until) {
    String path(long seen) {
      return Api.path(
          "/api/v1/jobs/" + Api.segment(jobId) + "/events",
          "after",
          Long.toString(seen),
          "nodeId",
          nodeId,
          "noFollow",
          follow ? "" : "true");
    }
  }

  /**
   * One event.
   *
   * @param line as it came, without the line end
   */
  public record Event(Fields fields, byte[] line) {}
}
