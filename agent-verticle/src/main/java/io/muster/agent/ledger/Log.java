package io.muster.agent.ledger;

import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An append-only log of records in segments, the oldest of which can be given up. Callers hold the
 * ledger's lock for everything but {@link #sync}.
 */
interface Log extends AutoCloseable {
  /** Where a record lies. {@code bytes} is what it takes of the log's bound. */
  interface Place {
    long segment();

    int bytes();
  }

  /** Calls back with every readable record in order of writing, once, before anything else. */
  void replay(BiConsumer<Record, Place> visitor) throws IOException;

  /**
   * Writes a record; it survives the death of the process when this returns, and that of the
   * machine after {@link #sync}.
   *
   * @throws IOException when it could not be written; nothing of it remains then
   */
  Place append(Record record) throws IOException;

  Record read(Place place) throws IOException;

  /** Returns when the record is on the disk. Many callers share one flush. */
  void sync(Place place) throws IOException;

  /** True when the present segment is full and {@link #rotate} should be called. */
  boolean full();

  /** Begins a new segment with these records, all of them or not at all. */
  void rotate(List<Record> head) throws IOException;

  /** The number of the oldest segment, which can be dropped when it is not the present one. */
  long oldest();

  long newest();

  void dropOldest() throws IOException;

  /** Bytes in all segments. */
  long size();

  @Override
  void close() throws IOException;
}
