package io.muster.store;

/**
 * The right to do what one control-plane node does alone: a lease and the epoch in which it was
 * taken. A write with a stale one changes nothing.
 */
public record Fence(String lease, long epoch) {
  /** Of whoever conducts a rollout. */
  public static String leaseOf(String rolloutId) {
    return "rollout/" + rolloutId;
  }
}
