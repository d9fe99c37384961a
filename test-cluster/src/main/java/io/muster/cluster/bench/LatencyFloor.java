package io.muster.cluster.bench;

import java.io.IOException;

/**
 * What one call needs without Muster, one part after the other: its messages, its rows, and the
 * process. Nothing is chosen, signed, checked, audited or shown to anybody.
 */
final class LatencyFloor implements AutoCloseable {
  private final NatsFloor messages;
  private final PostgresFloor rows;
  private final String realJob;
  private int calls;

  /**
   * @param realJob one that Muster ran, of which the rows are copied
   * @param taskBytes the size of a task's message
   * @param replyBytes the size of a reply's
   */
  LatencyFloor(Rig rig, String realJob, int taskBytes, int replyBytes) throws IOException {
    this.realJob = realJob;
    this.rows = new PostgresFloor(rig.database(), 1, 1, replyBytes);
    this.messages = new NatsFloor(rig, 1, 1, taskBytes, replyBytes);
  }

  /** Runs it once; milliseconds. */
  double once() throws IOException, InterruptedException {
    calls++;
    double ms = messages.run(calls) + rows.run("floor-" + calls, realJob);
    long began = System.nanoTime();
    new ProcessBuilder("/bin/true").start().waitFor();
    return ms + JobRound.millis(began);
  }

  @Override
  public void close() {
    messages.close();
  }
}
