package io.muster.agent.resource;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Stream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/** A command within a task: the end of what it prints is kept for a message. */
final class Captured implements Run {
  private static final int MOST = 2 * 1024;

  private final Run outer;
  private ByteString tail = ByteString.EMPTY;
  private boolean cut;

  Captured(Run outer) {
    this.outer = outer;
  }

  @Override
  public String nodeId() {
    return outer.nodeId();
  }

  @Override
  public void started(long pid, String trace) {
    outer.started(pid, trace);
  }

  @Override
  public synchronized void output(Stream stream, ByteString data) {
    ByteString all = tail.concat(data);
    cut |= all.size() > MOST;
    tail = ByteString.copyFrom(all.substring(Math.max(0, all.size() - MOST)).toByteArray());
  }

  @Override
  public CompletionStage<Stop> stop() {
    return outer.stop();
  }

  synchronized String text() {
    return (cut ? "…" : "") + new String(tail.toByteArray(), StandardCharsets.UTF_8).strip();
  }
}
