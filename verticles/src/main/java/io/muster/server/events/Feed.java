package io.muster.server.events;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.muster.link.EventTail;
import io.muster.protocol.v1.Event;
import io.muster.runtime.Signal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node has of the feed: as much of its end as the stream keeps, without a hole. Filled by
 * the tail, read by any number of watchers.
 */
final class Feed implements EventTail.Listener {
  /** An event of the stream; read when somebody wants it first. */
  static final class Entry {
    private static final Event UNREADABLE = Event.getDefaultInstance();
    private final long seq;
    private final String subject;
    private final byte[] data;
    private volatile Event event;

    Entry(long seq, String subject, byte[] data) {
      this.seq = seq;
      this.subject = subject;
      this.data = data;
    }

    String subject() {
      return subject;
    }

    /** The event with its id, or null when it cannot be read. */
    Event event(String stamp) {
      if (event == null) {
        event = read(stamp);
      }
      return event == UNREADABLE ? null : event;
    }

    private Event read(String stamp) {
      Event.Builder builder = Event.newBuilder();
      try {
        JsonFormat.parser()
            .ignoringUnknownFields()
            .merge(new String(data, StandardCharsets.UTF_8), builder);
      } catch (InvalidProtocolBufferException e) {
        LOG.warn("event {} of the feed on {} cannot be read and is passed over", seq, subject, e);
        return UNREADABLE;
      }
      return builder.setId(new Position(stamp, seq).toString()).build();
    }
  }

  /**
   * A part of the feed.
   *
   * @param end the place behind it
   * @param gap what lies between the place that was asked for and this is not known any more
   */
  record Page(List<Entry> entries, Position end, boolean gap) {}

  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final int OVERHEAD = 200;

  private final long capacity;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final Set<Signal> waiting = ConcurrentHashMap.newKeySet();
  private String incarnation = "";
  private String stamp = "";
  private long goal;
  private long last;
  private long bytes;

  Feed(long capacity) {
    this.capacity = capacity;
  }

  @Override
  public void extent(String incarnation, long first, long last) {
    synchronized (this) {
      if (!incarnation.equals(this.incarnation)) {
        entries.clear();
        bytes = 0;
        this.incarnation = incarnation;
        stamp = Position.stamp(incarnation);
        this.last = first - 1;
        goal = last;
      } else if (entries.isEmpty() && first > this.last + 1) {
        this.last = first - 1; // nobody will ever have what lay there
      }
    }
    waiting.forEach(Signal::ring);
  }

  @Override
  public void event(long seq, String subject, byte[] data) {
    synchronized (this) {
      if (seq <= last) {
        return;
      }
      if (seq != last + 1) {
        entries.clear();
        bytes = 0;
      }
      entries.put(seq, new Entry(seq, subject, data));
      last = seq;
      bytes += data.length + OVERHEAD;
      while (bytes > capacity && entries.size() > 1) {
        bytes -= entries.pollFirstEntry().getValue().data.length + OVERHEAD;
      }
    }
    waiting.forEach(Signal::ring);
  }

  /** Whether all is here that there was when the reading began. */
  synchronized boolean loaded() {
    return !incarnation.isEmpty() && last >= goal;
  }

  /** Where the next event will follow. */
  synchronized Position end() {
    return new Position(stamp, last);
  }

  /** What follows a place, at most so many. */
  synchronized Page after(Position place, int max) {
    long oldest = entries.isEmpty() ? last + 1 : entries.firstKey();
    boolean known = place.stamp().equals(stamp) && place.seq() >= oldest - 1 && place.seq() <= last;
    if (!known) {
      return new Page(List.of(), end(), true);
    }
    List<Entry> page = entries.tailMap(place.seq(), false).values().stream().limit(max).toList();
    long end = page.isEmpty() ? place.seq() : page.getLast().seq;
    return new Page(page, new Position(stamp, end), false);
  }

  void join(Signal signal) {
    waiting.add(signal);
  }

  void leave(Signal signal) {
    waiting.remove(signal);
  }

  int watchers() {
    return waiting.size();
  }
}
