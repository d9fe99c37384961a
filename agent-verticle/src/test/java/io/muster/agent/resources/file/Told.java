package io.muster.agent.resources.file;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Stream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A run that keeps what it is told. */
final class Told implements Run {
  final CompletableFuture<Stop> stop = new CompletableFuture<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Override
  public String nodeId() {
    return "n1";
  }

  @Override
  public void started(long pid, String trace) {}

  @Override
  public synchronized void output(Stream stream, ByteString data) {
    out.writeBytes(data.toByteArray());
  }

  synchronized String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public CompletionStage<Stop> stop() {
    return stop;
  }
}
