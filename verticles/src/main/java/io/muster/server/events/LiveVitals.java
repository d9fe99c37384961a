package io.muster.server.events;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.link.Link;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.v1.Event;
import io.muster.server.messages.TimeMessages;
import io.muster.server.messages.VitalsMessages;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vitals of nodes that somebody watches, heard from their heartbeats as they pass. A watcher
 * who is behind gets the last of each node. Nothing in a heartbeat is trusted: the node must be the
 * one whose subject it came on.
 */
final class LiveVitals {
  private final Link link;

  LiveVitals(Link link) {
    this.link = link;
  }

  /** Begins to hear the nodes of a watcher, when he wants vitals at all. */
  Listening listen(Wanted wanted, Runnable news) {
    Listening listening = new Listening(news);
    if (wanted.vitals()) {
      for (String node : wanted.nodes()) {
        if (Subjects.isNodeId(node)) {
          listening.subscriptions.add(
              link.subscribe(Subjects.beat(node), null, beat -> listening.heard(node, beat)));
        }
      }
    }
    return listening;
  }

  /** What one watcher hears. */
  static final class Listening implements AutoCloseable {
    private final Runnable news;
    private final List<Link.Subscription> subscriptions = new ArrayList<>();
    private final Map<String, Event> last = new LinkedHashMap<>();

    private Listening(Runnable news) {
      this.news = news;
    }

    private void heard(String node, Link.Inbound message) {
      try {
        Beat beat = Beat.parseFrom(message.data());
        if (beat.getNodeId().equals(node) && beat.hasVitals()) {
          Instant now = Instant.now();
          Event event =
              Event.newBuilder()
                  .setAt(TimeMessages.timestamp(now))
                  .setSubject(Wanted.VITALS)
                  .setObject(node)
                  .setNodeId(node)
                  .setVitals(VitalsMessages.of(beat.getVitals(), now))
                  .build();
          synchronized (last) {
            last.put(node, event);
          }
          news.run();
        }
      } catch (InvalidProtocolBufferException e) {
        // counted where heartbeats are written
      }
    }

    /** What is new since the last time. */
    List<Event> take() {
      synchronized (last) {
        List<Event> taken = List.copyOf(last.values());
        last.clear();
        return taken;
      }
    }

    @Override
    public void close() {
      subscriptions.forEach(Link.Subscription::close);
    }
  }
}
