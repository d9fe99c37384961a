package io.muster.domain.rollout;

/**
 * A job that a rollout runs: the work on a batch, or its undoing.
 *
 * @param seq from 1, in the order of their start
 * @param of the run that an undoing undoes; 0 for the work itself
 * @param batch whose nodes they are
 * @param ready its nodes are decided, so that a repeated submit is the same one
 * @param jobId null until the job is known
 * @param wanted how the job is to go on
 * @param told what the job was told last
 */
public record Run(
    int seq, int of, int batch, boolean ready, String jobId, Order wanted, Order told) {
  /** How a job is to go on. */
  public enum Order {
    GO,
    /** Begins on no further node. */
    HOLD,
    /** Ends once the nodes that are at work have ended. */
    DRAIN,
    /** Ends now; nodes that are at work are told to stop. */
    CANCEL
  }

  static Run work(int seq, int batch) {
    return new Run(seq, 0, batch, false, null, Order.GO, Order.GO);
  }

  static Run undo(int seq, int of, int batch) {
    return new Run(seq, of, batch, true, null, Order.GO, Order.GO);
  }

  /** Whether it undoes another one. */
  public boolean undoes() {
    return of > 0;
  }

  Run asReady() {
    return new Run(seq, of, batch, true, jobId, wanted, told);
  }

  Run withJob(String id) {
    return new Run(seq, of, batch, ready, id, wanted, told);
  }

  /** An order that ends it is not taken back. */
  Run wanting(Order order) {
    return order.compareTo(Order.DRAIN) < 0 && wanted.compareTo(Order.DRAIN) >= 0
        ? this
        : new Run(seq, of, batch, ready, jobId, order, told);
  }

  Run told(Order order) {
    return new Run(seq, of, batch, ready, jobId, wanted, order);
  }
}
