package io.muster.cli.job;

/** Whose output is shown. */
public enum Display {
  all,
  failed,
  ok,
  none;

  boolean shows(NodeRun run) {
    return switch (this) {
      case all -> true;
      case failed -> !run.succeeded();
      case ok -> run.succeeded();
      case none -> false;
    };
  }
}
