package io.muster.agent.resource;

/**
 * What stands between how something is and how it shall be. Every method may throw {@link
 * WorkEnded}. Used by one thread.
 */
public interface Change extends AutoCloseable {
  /** False when all is so already. */
  boolean needed();

  /** One line for people: how it is, or what would be done. The same on equal nodes. */
  String summary();

  /** What would change, as a unified diff where there is text. Changes nothing. */
  String diff();

  /** Makes it so and says in one line what was done. */
  String apply();

  @Override
  void close();
}
