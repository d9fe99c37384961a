package io.muster.agent.ledger;

import java.util.List;
import java.util.function.BiConsumer;

/** Keeps only what the index still points at: for emulated agents, which never come back. */
final class MemoryLog implements Log {
  /** A record that is its own place. */
  record Kept(Record record, int bytes) implements Place {
    @Override
    public long segment() {
      return 0;
    }
  }

  @Override
  public void replay(BiConsumer<Record, Place> visitor) {}

  @Override
  public Place append(Record record) {
    return new Kept(record, record instanceof Record.Reply r ? r.body().length : 0);
  }

  @Override
  public Record read(Place place) {
    return ((Kept) place).record();
  }

  @Override
  public void sync(Place place) {}

  @Override
  public boolean full() {
    return false;
  }

  @Override
  public void rotate(List<Record> head) {}

  @Override
  public long oldest() {
    return 0;
  }

  @Override
  public long newest() {
    return 0;
  }

  @Override
  public void dropOldest() {}

  @Override
  public long size() {
    return 0;
  }

  @Override
  public void close() {}
}
