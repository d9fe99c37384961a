package io.muster.agent.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.ledger.Log.Place;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ledger: an {@link Index} over a {@link Log}. */
public final class IndexedLedger implements Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(IndexedLedger.class);

  private final Log log;
  private volatile LedgerLimits limits;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Index index = new Index();
  private final List<Orphan> orphans;
  private final MemoryLog unwritten = new MemoryLog();
  private boolean failing;
  private boolean dropping;

  private IndexedLedger(Log log, LedgerLimits limits, InstantSource clock) throws IOException {
    this.log = log;
    this.limits = limits;
    this.clock = clock;
    log.replay((record, place) -> index.apply(record, place, clock.millis()));
    this.orphans =
        index.open.entrySet().stream()
            .map(e -> new Orphan(e.getKey(), e.getValue().nextSeq, e.getValue().trace))
            .toList();
    if (log.full()) {
      log.rotate(index.snapshot());
    }
  }

  /**
   * Opens the ledger of an agent.
   *
   * @throws IOException when the folder cannot be used or another agent holds it
   */
  public static Ledger open(Path folder, LedgerLimits limits, InstantSource clock)
      throws IOException {
    return new IndexedLedger(new Journal(folder, limits.segmentBytes()), limits, clock);
  }

  /** A ledger that ends with the process, for emulated agents. */
  public static Ledger inMemory(LedgerLimits limits, InstantSource clock) {
    try {
      return new IndexedLedger(new MemoryLog(), limits, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Orphan> orphans() {
    return orphans;
  }

  @Override
  public boolean knows(AttemptKey key) {
    lock.lock();
    try {
      return index.open.containsKey(key) || index.done.containsKey(key);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Ending> ending(AttemptKey key) {
    lock.lock();
    try {
      Record.Done done = index.done.get(key);
      return done == null
          ? Optional.empty()
          : Optional.of(new Ending(done.lastSeq(), Finished.parseFrom(done.finished())));
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean accept(AttemptKey key, long acceptBefore) throws IOException {
    Place place;
    lock.lock();
    try {
      if (knows(key)) {
        return false;
      }
      long now = clock.millis();
      makeRoom(now);
      Record record = new Record.Accepted(key, now, acceptBefore);
      place = log.append(record);
      index.apply(record, place, now);
    } finally {
      lock.unlock();
    }
    try {
      log.sync(place);
      return true;
    } catch (IOException e) {
      lock.lock();
      try {
        index.open.remove(key);
      } finally {
        lock.unlock();
      }
      throw e;
    }
  }

  private void makeRoom(long now) throws IOException {
    if (index.done.size() >= limits.remember()) {
      index.forget(now, limits.retention().toMillis(), limits.remember() - limits.remember() / 8);
      if (index.done.size() >= limits.remember()) {
        throw new IOException(
            "the ledger remembers "
                + limits.remember()
                + " ended attempts that could still be asked for; raise ledger.remember");
      }
    }
    if (log.full()) {
      index.forget(now, limits.retention().toMillis(), limits.remember());
      rotate();
    }
  }

  @Override
  public void limit(LedgerLimits wanted) {
    limits = wanted;
  }

  @Override
  public void started(AttemptKey key, String trace) {
    write(new Record.Started(key, trace));
  }

  @Override
  public void append(AttemptKey key, Reply reply) {
    byte[] finished =
        reply.getEventsList().stream()
            .filter(Event::hasFinished)
            .findFirst()
            .map(event -> event.getFinished().toByteArray())
            .orElse(Record.NONE);
    lock.lock();
    try {
      bound();
      if (write(new Record.Reply(key, reply.getSeq(), finished, reply.toByteArray())) == null) {
        Reply small = Dropping.withoutOutput(reply);
        Record record = new Record.Reply(key, reply.getSeq(), finished, small.toByteArray());
        index.apply(record, unwritten.append(record), clock.millis());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Writes a record; null when the disk refused it, which is logged once. */
  private Place write(Record record) {
    lock.lock();
    try {
      Place place = log.append(record);
      index.apply(record, place, clock.millis());
      if (failing) {
        failing = false;
        LOG.info("the ledger can be written again");
      }
      return place;
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        LOG.error("the ledger cannot be written, output is dropped until it can: {}", e.toString());
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void bound() {
    try {
      if (log.full()) {
        rotate();
      }
      while (log.size() > limits.spoolBytes() && log.oldest() < log.newest()) {
        evict(log.oldest(), true);
      }
    } catch (IOException e) {
      LOG.warn("old segments of the ledger cannot be given up now: {}", e.toString());
    }
  }

  private void rotate() throws IOException {
    log.rotate(index.snapshot());
    while (log.oldest() < log.newest() && live(log.oldest()) == 0) {
      log.dropOldest();
      dropping = false;
    }
    // A few old replies that nobody takes must not hold back the files after them.
    if (log.newest() - log.oldest() > 4 && live(log.oldest()) < limits.segmentBytes() / 8) {
      evict(log.oldest(), false);
    }
  }

  private long live(long segment) {
    long bytes = 0;
    for (TreeMap<Long, Place> places : index.pending.values()) {
      for (Place place : places.values()) {
        bytes += place.segment() == segment ? place.bytes() : 0;
      }
    }
    return bytes;
  }

  /** Moves what a segment still holds to the newest one, if need be without its output. */
  private void evict(long segment, boolean dropOutput) throws IOException {
    long dropped = 0;
    for (Map.Entry<AttemptKey, TreeMap<Long, Place>> entry : index.pending.entrySet()) {
      for (Map.Entry<Long, Place> one : entry.getValue().entrySet()) {
        if (one.getValue().segment() != segment || one.getValue() instanceof MemoryLog.Kept) {
          continue;
        }
        Reply reply = parse(log.read(one.getValue()));
        Reply kept = dropOutput ? Dropping.withoutOutput(reply) : reply;
        dropped += reply.getSerializedSize() - kept.getSerializedSize();
        one.setValue(
            log.append(new Record.Moved(entry.getKey(), one.getKey(), kept.toByteArray())));
      }
    }
    log.dropOldest();
    if (dropped > 0 && !dropping) {
      dropping = true;
      LOG.warn("the spool is full: the oldest output is dropped from now on");
    }
  }

  private static Reply parse(Record record) throws IOException {
    return switch (record) {
      case Record.Reply r -> Reply.parseFrom(r.body());
      case Record.Moved r -> Reply.parseFrom(r.body());
      default -> throw new IOException("not a reply: " + record);
    };
  }

  @Override
  public void sync(AttemptKey key) {
    Place place;
    lock.lock();
    try {
      TreeMap<Long, Place> places = index.pending.get(key);
      place = places == null ? null : places.lastEntry().getValue();
    } finally {
      lock.unlock();
    }
    if (place == null || place instanceof MemoryLog.Kept) {
      return;
    }
    try {
      log.sync(place);
    } catch (IOException e) {
      LOG.error("the result of {} could not be flushed to disk: {}", key, e.toString());
    }
  }

  @Override
  public Reply next(AttemptKey key) {
    lock.lock();
    try {
      TreeMap<Long, Place> places = index.pending.get(key);
      if (places == null) {
        return null;
      }
      Place place = places.firstEntry().getValue();
      return parse((place instanceof MemoryLog.Kept ? unwritten : log).read(place));
    } catch (IOException e) {
      LOG.error("a reply of {} cannot be read back and is lost: {}", key, e.toString());
      acked(key, index.pending.get(key).firstKey());
      return next(key);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int waiting(AttemptKey key) {
    lock.lock();
    try {
      TreeMap<Long, Place> places = index.pending.get(key);
      return places == null ? 0 : places.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<AttemptKey> waiting() {
    lock.lock();
    try {
      return new ArrayList<>(index.pending.keySet());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void acked(AttemptKey key, long seq) {
    lock.lock();
    try {
      Record record = new Record.Acked(key, seq);
      if (write(record) == null) {
        index.apply(record, null, clock.millis());
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel(AttemptKey key, String reason) {
    write(new Record.Cancelled(key, reason, clock.millis() + limits.retention().toMillis()));
  }

  @Override
  public Optional<String> cancelled(AttemptKey key) {
    lock.lock();
    try {
      return Optional.ofNullable(index.cancelled.get(key)).map(Record.Cancelled::reason);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size() {
    lock.lock();
    try {
      return log.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      log.close();
    } catch (IOException e) {
      LOG.warn("the ledger could not be closed cleanly: {}", e.toString());
    } finally {
      lock.unlock();
    }
  }
}
