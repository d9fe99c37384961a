package io.muster.cli.job;

import io.muster.cli.json.Fields;

/** One node's part in a job, as far as its events are known. */
final class NodeRun {
  final String nodeId;
  final Blob out;
  final Blob err;
  String state = "pending";
  int attempt;
  long outDropped;
  long errDropped;

  /** When it printed first, {@link System#nanoTime()}; 0 before. */
  long firstOutput;

  /** Its output goes to the screen as it comes. */
  boolean live;

  /** The task as it ended; null before. */
  Fields task;

  NodeRun(String nodeId, Spool spool) {
    this.nodeId = nodeId;
    this.out = new Blob(spool);
    this.err = new Blob(spool);
  }

  void keep(Chunk chunk) {
    (chunk.error() ? err : out).append(chunk.bytes());
    if (chunk.error()) {
      errDropped += chunk.dropped();
    } else {
      outDropped += chunk.dropped();
    }
  }

  boolean ended() {
    return task != null;
  }

  boolean succeeded() {
    return state.equals("succeeded");
  }

  /** In words: {@code failed, exit 3}, {@code timed out}, … */
  String outcome() {
    StringBuilder text = new StringBuilder(state.replace('_', ' '));
    if (task != null) {
      if (task.number("signal") != 0) {
        text.append(", signal ").append(task.number("signal"));
      } else if (task.has("exitCode") && task.number("exitCode") != 0) {
        text.append(", exit ").append(task.number("exitCode"));
      }
      if (task.flag("skipped")) {
        text.append(", nothing to do");
      }
      if (!task.text("message").isEmpty() && !succeeded()) {
        text.append(": ").append(task.text("message"));
      }
    }
    return text.toString();
  }
}
