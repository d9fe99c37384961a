package io.muster.store.rollout;

/**
 * The right to move a rollout without being a person: a lease and the epoch in which it was taken.
 * A write with a stale one changes nothing.
 */
public record Fence(String lease, long epoch) {
  /** The lease of a rollout. */
  public static String leaseOf(String rolloutId) {
    return "rollout/" + rolloutId;
  }
}
