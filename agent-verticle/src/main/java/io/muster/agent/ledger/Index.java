package io.muster.agent.ledger;

import io.muster.agent.ledger.Log.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the log says, in memory. Not safe for many threads: the ledger locks. */
final class Index {
  static final class Open {
    final long acceptBefore;
    long nextSeq = 1;
    String trace = "";

    Open(long acceptBefore) {
      this.acceptBefore = acceptBefore;
    }
  }

  final Map<AttemptKey, Open> open = new LinkedHashMap<>();
  final Map<AttemptKey, Record.Done> done = new LinkedHashMap<>();
  final Map<AttemptKey, Record.Cancelled> cancelled = new HashMap<>();
  final Map<AttemptKey, TreeMap<Long, Place>> pending = new LinkedHashMap<>();

  /** Takes a record into account; {@code now} is when a Finished one counts as ended. */
  void apply(Record record, Place place, long now) {
    switch (record) {
      case Record.Snapshot ignored -> {
        open.clear();
        done.clear();
        cancelled.clear();
      }
      case Record.Accepted r -> {
        open.put(r.key(), new Open(r.acceptBefore()));
        cancelled.remove(r.key());
      }
      case Record.Started r -> open.computeIfPresent(r.key(), (k, o) -> trace(o, r.trace()));
      case Record.Reply r -> reply(r, place, now);
      case Record.Moved r -> pending(r.key()).put(r.seq(), place);
      case Record.Acked r -> acked(r.key(), r.seq());
      case Record.Cancelled r -> cancelled.put(r.key(), r);
      case Record.Open r -> {
        Open state = new Open(r.acceptBefore());
        state.nextSeq = r.nextSeq();
        state.trace = r.trace();
        open.put(r.key(), state);
      }
      case Record.Done r -> done.put(r.key(), r);
    }
  }

  private static Open trace(Open open, String trace) {
    open.trace = trace;
    return open;
  }

  private void reply(Record.Reply r, Place place, long now) {
    pending(r.key()).put(r.seq(), place);
    Open state = open.get(r.key());
    if (state != null) {
      state.nextSeq = r.seq() + 1;
    }
    if (r.finished().length > 0) {
      Open ended = open.remove(r.key());
      long acceptBefore = ended == null ? now : ended.acceptBefore;
      done.put(r.key(), new Record.Done(r.key(), now, acceptBefore, r.seq(), r.finished()));
    }
  }

  private TreeMap<Long, Place> pending(AttemptKey key) {
    return pending.computeIfAbsent(key, k -> new TreeMap<>());
  }

  private void acked(AttemptKey key, long seq) {
    TreeMap<Long, Place> places = pending.get(key);
    if (places != null) {
      places.remove(seq);
      if (places.isEmpty()) {
        pending.remove(key);
      }
    }
  }

  /** The metadata as records; replies to send are not in it. */
  List<Record> snapshot() {
    List<Record> records = new ArrayList<>(open.size() + done.size() + cancelled.size() + 1);
    records.add(new Record.Snapshot());
    open.forEach((key, o) -> records.add(new Record.Open(key, o.acceptBefore, o.nextSeq, o.trace)));
    records.addAll(done.values());
    records.addAll(cancelled.values());
    return records;
  }

  /** Forgets what no envelope can ask for any more. */
  void forget(long now, long retentionMs, int remember) {
    cancelled.values().removeIf(c -> c.until() < now);
    Iterator<Record.Done> oldest = done.values().iterator();
    while (oldest.hasNext()) {
      Record.Done d = oldest.next();
      boolean askable = d.acceptBefore() >= now || pending.containsKey(d.key());
      boolean old = Math.max(d.acceptBefore(), d.at()) + retentionMs < now;
      if (!askable && (old || done.size() > remember)) {
        oldest.remove();
      }
    }
  }
}
