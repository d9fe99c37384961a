package io.muster.cli.api;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongFunction;

/**
 * The items of a stream; one that breaks is opened again on the next server, where its path says
 * after which item.
 */
public final class Items implements Closeable {
  private static final long GIVE_UP_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long PAUSE_MS = 300;

  private final Api api;
  private final LongFunction<String> path;
  private final String number;
  private LineStream stream;
  private long after;
  private long brokenSince;

  /**
   * Prepares the stream; nothing is sent before the first {@link #next()}.
   *
   * @param path from the number of the last item that was seen, 0 at first
   * @param number the key of an item's number; every item has it
   */
  public Items(Api api, LongFunction<String> path, String number) {
    this.api = api;
    this.path = path;
    this.number = number;
  }

  /**
   * Waits for the next item; null when the server ended the stream.
   *
   * @throws CliException when the control plane refuses, or was away for a minute
   */
  public Fields next() {
    while (true) {
      try {
        Fields item = read();
        brokenSince = 0;
        if (item != null) {
          after = item.number(number);
        }
        return item;
      } catch (IOException e) {
        broken(e);
      }
    }
  }

  private Fields read() throws IOException {
    if (stream == null) {
      stream = api.stream(path.apply(after));
    }
    byte[] line = stream.next();
    if (line == null) {
      close();
      return null;
    }
    Fields item = Fields.of(Json.parse(line));
    if (item.has(number)) {
      return item;
    }
    Fields error = item.object("error");
    Problem problem = Problem.of((int) error.number("status"), error);
    if (problem.passing()) {
      throw new IOException(problem.line());
    }
    throw problem.exception();
  }

  private void broken(IOException cause) {
    close();
    long now = System.nanoTime();
    if (brokenSince == 0) {
      brokenSince = now;
    } else if (now - brokenSince > GIVE_UP_NANOS) {
      throw new CliException(
          Exit.UNREACHABLE, "the control plane is away (" + Api.reason(cause) + ")");
    }
    try {
      Thread.sleep(PAUSE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(Exit.UNKNOWN, "interrupted");
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
