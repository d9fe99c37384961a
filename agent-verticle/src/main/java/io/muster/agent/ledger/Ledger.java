package io.muster.agent.ledger;

import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Reply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What an agent must not forget. An attempt is taken once and for ever; its replies are numbered,
 * kept until the control plane has them, and handed out in order. Safe for many threads.
 */
public interface Ledger extends AutoCloseable {
  /** An attempt that was taken and had not ended when the agent died. */
  record Orphan(AttemptKey key, long nextSeq, String trace) {}

  /** How an attempt ended, and the number of its last reply. */
  record Ending(long lastSeq, Finished finished) {}

  /** The attempts that were open when the ledger was opened. */
  List<Orphan> orphans();

  /** True when the attempt was taken, whether or not it has ended. */
  boolean knows(AttemptKey key);

  /** How an attempt ended, if it has and is remembered. */
  Optional<Ending> ending(AttemptKey key);

  /**
   * Takes an attempt. On the disk when this returns.
   *
   * @param acceptBefore milliseconds since 1970 after which the envelope is refused anyway
   * @return false when it was taken before
   * @throws IOException when it cannot be written or there is no room to remember it: it must not
   *     run then
   */
  boolean accept(AttemptKey key, long acceptBefore) throws IOException;

  /** Remembers how to find the attempt's processes after a crash of the agent. */
  void started(AttemptKey key, String trace);

  /**
   * Adds the attempt's next reply. It survives the death of the agent. When the disk refuses it,
   * output in it becomes a Dropped event and the rest is kept in memory.
   */
  void append(AttemptKey key, Reply reply);

  /** Returns when the last reply of an ended attempt is on the disk. */
  void sync(AttemptKey key);

  /** The attempt's oldest reply that is not acknowledged, or null. */
  Reply next(AttemptKey key);

  /** How many replies of this attempt are not acknowledged. */
  int waiting(AttemptKey key);

  /** The attempts that have replies to send, in the order in which they were taken. */
  List<AttemptKey> waiting();

  /** The control plane has the reply. */
  void acked(AttemptKey key, long seq);

  /** Remembers a cancel that came before its task. */
  void cancel(AttemptKey key, String reason);

  /** The reason of a remembered cancel. */
  Optional<String> cancelled(AttemptKey key);

  /** Bytes that the ledger takes. */
  long size();

  /** Keeps to other bounds from now on; the size of one file stays. */
  void limit(LedgerLimits wanted);

  @Override
  void close();
}
