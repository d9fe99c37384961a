package io.muster.server.compat;

import io.muster.protocol.v1.LegacyTaskLogs;
import io.muster.protocol.v1.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Output of one task, bounded. */
final class OldLogs {
  private static final int MOST = 1 << 20;

  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private boolean truncated;

  void add(Output output) {
    byte[] bytes =
        output.hasText()
            ? output.getText().getBytes(StandardCharsets.UTF_8)
            : output.getData().toByteArray();
    ByteArrayOutputStream into = output.getStream().equals("stderr") ? stderr : stdout;
    int fits = Math.min(bytes.length, MOST - into.size());
    into.write(bytes, 0, fits);
    truncated |= fits < bytes.length || output.hasDroppedBytes();
  }

  LegacyTaskLogs toMessage(String taskId, String status) {
    return LegacyTaskLogs.newBuilder()
        .setTaskId(taskId)
        .setStatus(status)
        .setStdout(stdout.toString(StandardCharsets.UTF_8))
        .setStderr(stderr.toString(StandardCharsets.UTF_8))
        .setTruncated(truncated)
        .build();
  }
}
