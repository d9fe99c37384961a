package io.muster.server.events;

import io.muster.link.EventStream;
import io.muster.protocol.EventsApi;
import io.muster.protocol.v1.Event;
import io.muster.protocol.v1.WatchEventsRequest;
import io.muster.runtime.Caller;
import io.muster.runtime.Streams;
import io.muster.runtime.config.Size;
import io.muster.server.Stage;
import io.muster.store.LeaseLedger;
import io.muster.store.event.EventLedger;
import io.muster.store.event.EventRow;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The change feed on a {@link Stage}, with a small memory. */
final class FeedScene implements AutoCloseable {
  static final EventsConfig CONFIG =
      new EventsConfig(
          Duration.ofHours(1),
          new Size(64 * 1024),
          Duration.ofMillis(50),
          1000,
          Duration.ofSeconds(1));

  final Stage stage;
  final EventStream stream;

  FeedScene(Path dir) throws IOException {
    stage = new Stage(dir);
    stream = new EventStream(stage.contentLink, CONFIG.stream(1, Duration.ofMinutes(2)));
  }

  String deploy(String member) {
    return stage.deploy(
        new EventsVerticle(
            new EventsVerticle.Needs(
                new EventLedger(stage.database),
                new LeaseLedger(stage.database, member),
                stream,
                stage.link,
                new NatsCredentials(
                    stage.secrets.nats(), List.of("tls://nats:4222"), "ca", Clock.systemUTC()),
                stage.meters),
            CONFIG));
  }

  void node(String id) {
    stage.sql(
        "INSERT INTO node (id, name, public_key) VALUES ('%s', '%s', 'U%s')".formatted(id, id, id));
  }

  void status(String id, String status) {
    stage.sql("UPDATE node SET status = '%s' WHERE id = '%s'".formatted(status, id));
  }

  static WatchEventsRequest.Builder asks(String... subjects) {
    return WatchEventsRequest.newBuilder().addAllSubjects(Arrays.asList(subjects));
  }

  static Caller caller(String role) {
    return new Caller(role, Set.of(role), "0".repeat(32));
  }

  /** What a watcher has seen. */
  record Watch(List<Event> all, Streams.Reading reading) {
    /** Without those about the feed itself. */
    List<Event> seen() {
      return all.stream().filter(event -> !event.getSubject().startsWith("feed.")).toList();
    }

    List<String> told() {
      return seen().stream().map(event -> event.getSubject() + " " + event.getObject()).toList();
    }

    boolean saw(String subject) {
      return all.stream().anyMatch(event -> event.getSubject().equals(subject));
    }

    String place() {
      return all.getLast().getId();
    }

    void await(String subject) {
      Stage.await(subject, () -> saw(subject));
    }

    void await(int count) {
      Stage.await(count + " events, not " + told(), () -> seen().size() >= count);
    }

    void cancel() {
      reading.cancel().run();
    }
  }

  /** Watches, and returns when the source has begun. */
  Watch watch(WatchEventsRequest.Builder request) {
    Watch watch = watch(request, "admin");
    Stage.await("the beginning of the feed", () -> !watch.all().isEmpty());
    return watch;
  }

  Watch watch(WatchEventsRequest.Builder request, String role) {
    List<Event> seen = new CopyOnWriteArrayList<>();
    Streams.Reading reading =
        new Streams(stage.vertx)
            .read(
                EventsApi.WATCH.address(),
                request.build(),
                Event.getDefaultInstance(),
                caller(role),
                event -> {
                  seen.add(event);
                  return Future.succeededFuture();
                });
    return new Watch(seen, reading);
  }

  /** The changes that wait to be published. */
  List<EventRow> rows() {
    List<EventRow> rows = new CopyOnWriteArrayList<>();
    EventLedger ledger = new EventLedger(stage.database);
    stage.deploy(
        new VerticleBase() {
          @Override
          public Future<?> start() {
            rows.addAll(ledger.pending(1000));
            return Future.succeededFuture();
          }
        });
    return rows;
  }

  /** How many changes wait to be published. */
  int pending() {
    return Integer.parseInt(stage.value("SELECT count(*) FROM event"));
  }

  @Override
  public void close() {
    stage.close();
  }
}
