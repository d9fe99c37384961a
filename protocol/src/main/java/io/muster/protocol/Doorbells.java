package io.muster.protocol;

/**
 * Event-bus addresses that say "look again": published, never answered. A lost one costs the time
 * until the next sweep, never correctness. The body is a string.
 */
public final class Doorbells {
  /** A node was added, changed or removed; the body is its id, or empty for many. */
  public static final String NODES = "muster.bell.nodes";

  /** An identity was revoked and NATS must hear of it. */
  public static final String REVOKED = "muster.bell.revoked";

  /** A job has new events; the body is its id. */
  public static final String JOB = "muster.bell.job";

  /** Tasks can be sent; the body is the job's id, or empty for a sweep. Sent to one dispatcher. */
  public static final String DISPATCH = "muster.bell.dispatch";

  /**
   * A node came online and may have tasks that wait for it; the body is its id, or several, a line
   * each.
   */
  public static final String ONLINE = "muster.bell.online";

  /** A rollout has new events, or there is a new one; the body is its id. */
  public static final String ROLLOUT = "muster.bell.rollout";

  private Doorbells() {}
}
