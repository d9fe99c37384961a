package io.muster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/**
 * A client that watches one job from its first event to its last, on whichever node it can, and
 * notes every event that comes twice or is missing.
 */
public final class Watcher implements AutoCloseable {
  private static final Set<String> OVER = Set.of("succeeded", "failed", "cancelled");
  private static final Optional<String> EOF = Optional.empty();

  /** Streams send a sign of life every 15 s. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final ClusterClient client;
  private final String job;
  private final Thread thread;
  private final List<JsonNode> events = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final List<String> breaks = new ArrayList<>();
  private volatile int server;
  private volatile boolean over;

  Watcher(ClusterClient client, String job, int server) {
    this.client = client;
    this.job = job;
    this.server = server;
    this.thread = Thread.ofVirtual().name("watch-" + job).start(this::watch);
  }

  /** What it saw, in order. */
  public synchronized List<JsonNode> events() {
    return List.copyOf(events);
  }

  /** Events that came out of turn; empty when all is well. */
  public synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** Why it had to go to another node, each time. */
  public synchronized List<String> breaks() {
    return List.copyOf(breaks);
  }

  /** The node that it is connected to, or tries. */
  public int server() {
    return server;
  }

  /** Waits for an event. */
  public void await(String what, Duration limit, Predicate<JsonNode> wanted) {
    Await.until(
        what + "; " + events().size() + " events so far, breaks " + breaks(),
        limit,
        () -> events().stream().anyMatch(wanted));
  }

  /** Waits for the job's last event. */
  public void awaitEnd(Duration limit) {
    Await.until("the watcher of job " + job + " sees its end", limit, () -> over);
  }

  private void watch() {
    while (!over && !Thread.currentThread().isInterrupted()) {
      try {
        read();
      } catch (IOException | TimeoutException | RuntimeException e) {
        broken(e.toString());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void broken(String why) {
    synchronized (this) {
      breaks.add("server " + server + ": " + why);
    }
    server = (server + 1) % client.servers();
    java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
  }

  private void read() throws IOException, InterruptedException, TimeoutException {
    long after = events().isEmpty() ? 0 : seq(events().getLast());
    Lines lines = new Lines();
    var request = client.request(server, "/api/v1/jobs/" + job + "/events?after=" + after).build();
    client
        .http()
        .sendAsync(request, BodyHandlers.fromLineSubscriber(lines))
        .whenComplete(lines::ended);
    try {
      while (!over) {
        Optional<String> line = lines.queue.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
          throw new TimeoutException("silent for " + SILENCE);
        }
        if (line.isEmpty()) {
          throw new IOException("the stream ended before the job: " + lines.error);
        }
        if (!line.get().isBlank()) {
          take(ClusterClient.JSON.readTree(line.get()));
        }
      }
    } finally {
      lines.cancel();
    }
  }

  private synchronized void take(JsonNode event) throws IOException {
    if (!event.has("seq")) {
      throw new IOException(event.toString());
    }
    long last = events.isEmpty() ? 0 : seq(events.getLast());
    if (seq(event) != last + 1) {
      faults.add("after event " + last + " came " + seq(event));
    }
    events.add(event);
    over = OVER.contains(event.path("job").path("state").asText());
  }

  static long seq(JsonNode event) {
    return event.path("seq").asLong();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** The lines of one connection. */
  private static final class Lines implements Flow.Subscriber<String> {
    private final LinkedBlockingQueue<Optional<String>> queue = new LinkedBlockingQueue<>();
    private volatile Flow.Subscription subscription;
    private volatile Object error = "";

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      queue.add(Optional.of(line));
    }

    @Override
    public void onError(Throwable cause) {
      error = cause;
      queue.add(EOF);
    }

    @Override
    public void onComplete() {
      queue.add(EOF);
    }

    void ended(Object response, Throwable cause) {
      if (cause != null) {
        onError(cause);
      }
    }

    void cancel() {
      Flow.Subscription open = subscription;
      if (open != null) {
        open.cancel();
      }
    }
  }
}
