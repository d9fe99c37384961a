package io.muster.agent.live;

/** The component that is the agent itself. */
public interface Own {
  /**
   * Goes on with a document over its own settings, all of it or nothing.
   *
   * @param document a JSON object; empty for none
   * @throws IllegalArgumentException naming everything in it that cannot be
   */
  void use(String document);
}
