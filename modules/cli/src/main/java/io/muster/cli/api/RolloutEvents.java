package io.muster.cli.api;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/**
 * The events of one rollout, each once and in order: a stream that breaks is taken up on the next
 * server after the last event that was seen.
 */
public final class RolloutEvents implements Closeable {
  private static final long GIVE_UP_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long PAUSE_MS = 300;

  private final Api api;
  private final String id;
  private LineStream stream;
  private long after;
  private long brokenSince;

  /**
   * Prepares the watch; nothing is sent before the first {@link #next()}.
   *
   * @param after the last event that is not wanted; 0 for all
   */
  public RolloutEvents(Api api, String id, long after) {
    this.api = api;
    this.id = id;
    this.after = after;
  }

  /**
   * Waits for the next event; null when the server ended the stream, as it does after the last one.
   *
   * @throws CliException when the control plane refuses, or was away for a minute
   */
  public Fields next() {
    while (true) {
      try {
        Fields event = read();
        brokenSince = 0;
        if (event == null) {
          return null;
        }
        if (event.number("seq") > after) {
          after = event.number("seq");
          return event;
        }
      } catch (IOException e) {
        broken(e);
      }
    }
  }

  private Fields read() throws IOException {
    if (stream == null) {
      stream =
          api.stream(
              Api.path(
                  "/api/v1/rollouts/" + Api.segment(id) + "/events",
                  "after",
                  Long.toString(after)));
    }
    byte[] line = stream.next();
    if (line == null) {
      close();
      return null;
    }
    Fields fields = Fields.of(Json.parse(line));
    if (!fields.has("seq")) {
      Fields error = fields.object("error");
      Problem problem = Problem.of((int) error.number("status"), error);
      if (problem.passing()) {
        throw new IOException(problem.line());
      }
      throw problem.exception();
    }
    return fields;
  }

  private void broken(IOException cause) {
    close();
    long now = System.nanoTime();
    if (brokenSince == 0) {
      brokenSince = now;
    } else if (now - brokenSince > GIVE_UP_NANOS) {
      throw new CliException(
          Exit.UNREACHABLE,
          "the control plane is away ("
              + Api.reason(cause)
              + "), the rollout goes on: muster rollout status "
              + id);
    }
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(Exit.UNKNOWN, "interrupted; the rollout goes on");
    }
    api.next();
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
