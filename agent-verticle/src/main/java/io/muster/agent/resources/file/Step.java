package io.muster.agent.resources.file;

/** The steps of putting a file in place, in their order. A crash may come after any of them. */
enum Step {
  NOTED,
  WRITTEN,
  DRESSED,
  SYNCED,
  VALIDATED,
  KEPT,
  OWED,
  RENAMED,
  RENAME_SYNCED,
  RELOADED,
  DONE;

  /** Hears of each step as it is taken; tests stop the process here. */
  @FunctionalInterface
  interface Listener {
    void took(Step step);
  }
}
