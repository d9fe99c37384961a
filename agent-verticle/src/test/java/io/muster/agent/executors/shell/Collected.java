package io.muster.agent.executors.shell;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Stream;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A run that keeps what it is told, up to a mebibyte, and counts the rest. */
final class Collected implements Run {
  final CompletableFuture<Stop> stop = new CompletableFuture<>();
  final CompletableFuture<Long> pid = new CompletableFuture<>();
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final AtomicLong bytes = new AtomicLong();
  volatile String trace;

  @Override
  public String nodeId() {
    return "n1";
  }

  @Override
  public void started(long process, String found) {
    trace = found;
    pid.complete(process);
  }

  @Override
  public synchronized void output(Stream stream, ByteString data) {
    bytes.addAndGet(data.size());
    ByteArrayOutputStream into = stream == Stream.STREAM_STDOUT ? out : err;
    if (data.size() > 64 * 1024) {
      throw new AssertionError("a piece of " + data.size() + " bytes");
    }
    if (into.size() < 1 << 20) {
      into.writeBytes(data.toByteArray());
    }
  }

  @Override
  public CompletionStage<Stop> stop() {
    return stop;
  }
}
