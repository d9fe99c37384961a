package io.muster.server.events;

import io.muster.protocol.v1.Event;
import io.muster.protocol.v1.FeedGap;
import io.muster.protocol.v1.WatchEventsRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Signal;
import io.muster.runtime.Streams;
import io.muster.server.messages.TimeMessages;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Serves watchers of the feed, each with a loop of its own that reads on from its place. */
final class Watching {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long the beginning of the reading, or a place that is ahead of it, is waited for. */
  private static final Duration LOADING = Duration.ofSeconds(5);

  /** A watcher of rare events is told its place so often. */
  private static final long TELL_PLACE_NANOS = Duration.ofSeconds(30).toNanos();

  private static final int PAGE = 256;
  private static final String GAP = "feed.gap";
  private static final String POSITION = "feed.position";

  private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();

  private final Vertx vertx;
  private final Bus bus;
  private final Feed feed;
  private final LiveVitals vitals;

  Watching(Vertx vertx, Feed feed, LiveVitals vitals) {
    this.vertx = vertx;
    this.bus = new Bus(vertx);
    this.feed = feed;
    this.vitals = vitals;
  }

  void watch(WatchEventsRequest request, Caller caller, Streams.Sink<Event> out) {
    Wanted wanted = Wanted.of(request);
    Visibility visibility = Visibility.of(bus, caller);
    visibility.require(wanted, caller);
    Signal signal = new Signal(vertx);
    out.gone().onComplete(gone -> signal.ring());
    feed.join(signal);
    try (LiveVitals.Listening live = vitals.listen(wanted, signal::ring)) {
      Position from = start(request, signal);
      new Watcher(wanted, caller, visibility, signal, live, out).follow(from);
    } finally {
      feed.leave(signal);
    }
  }

  private Position start(WatchEventsRequest request, Signal signal) {
    Position after = request.getAfter().isEmpty() ? null : Position.of(request.getAfter());
    long end = System.nanoTime() + LOADING.toNanos();
    while (!feed.loaded() || after != null && ahead(after)) {
      long left = end - System.nanoTime();
      if (left <= 0 && !feed.loaded()) {
        throw Failure.unavailable("the change feed cannot be read now; try again", null);
      }
      if (left <= 0) {
        break;
      }
      signal.await(Duration.ofNanos(left));
    }
    return after == null ? feed.end() : after;
  }

  /** Another node was faster: what lies between is on its way. */
  private boolean ahead(Position after) {
    Position end = feed.end();
    return after.stamp().equals(end.stamp()) && after.seq() > end.seq();
  }

  private final class Watcher {
    private final Wanted wanted;
    private final Caller caller;
    private Visibility visibility;
    private long looked = System.nanoTime();
    private final Signal signal;
    private final LiveVitals.Listening live;
    private final Streams.Sink<Event> out;
    private Position place;
    private long told;

    Watcher(
        Wanted wanted,
        Caller caller,
        Visibility visibility,
        Signal signal,
        LiveVitals.Listening live,
        Streams.Sink<Event> out) {
      this.wanted = wanted;
      this.caller = caller;
      this.visibility = visibility;
      this.signal = signal;
      this.live = live;
      this.out = out;
    }

    void follow(Position from) {
      place = from;
      Feed.Page page = feed.after(place, PAGE);
      if (!page.gap()) {
        send(List.of(about(POSITION)));
      }
      while (!out.gone().isComplete()) {
        if (page.gap()) {
          place = page.end();
          send(List.of(gap()));
        } else {
          send(events(page));
        }
        if (page.entries().size() < PAGE) {
          signal.await(PATIENCE);
        }
        look();
        page = feed.after(place, PAGE);
      }
    }

    /** Labels change, and with them which nodes somebody may see who is limited to some. */
    private void look() {
      if (visibility.limited() && System.nanoTime() - looked > LOOK_AGAIN_NANOS) {
        visibility = Visibility.of(bus, caller);
        looked = System.nanoTime();
      }
    }

    private List<Event> events(Feed.Page page) {
      List<Event> events = new ArrayList<>();
      for (Feed.Entry entry : page.entries()) {
        Event event = wanted.subject(entry.subject()) ? entry.event(place.stamp()) : null;
        if (event != null && wanted.node(event.getSubject(), event.getNodeId())) {
          visibility.shown(event).ifPresent(events::add);
        }
      }
      boolean moved = !page.end().equals(place);
      place = page.end();
      for (Event sample : live.take()) {
        visibility
            .shown(sample)
            .ifPresent(seen -> events.add(seen.toBuilder().setId(place.toString()).build()));
      }
      if (moved && events.isEmpty() && System.nanoTime() - told > TELL_PLACE_NANOS) {
        events.add(about(POSITION));
      }
      return events;
    }

    private void send(List<Event> events) {
      if (!events.isEmpty()) {
        out.send(events);
        told = System.nanoTime();
      }
    }

    private Event gap() {
      String why = "events are missing before this one: read again what you keep";
      return about(GAP).toBuilder().setGap(FeedGap.newBuilder().setReason(why)).build();
    }

    private Event about(String subject) {
      return Event.newBuilder()
          .setId(place.toString())
          .setAt(TimeMessages.timestamp(Instant.now()))
          .setSubject(subject)
          .setObject("feed")
          .build();
    }
  }
}
