package io.muster.server.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.protocol.v1.Output;
import org.junit.jupiter.api.Test;

class OldLogsTest {
  @Test
  void joinsWhatWasPrintedAndStopsAtAMiB() {
    OldLogs logs = new OldLogs();
    ByteString word = ByteString.copyFromUtf8("größe");
    logs.add(Output.newBuilder().setStream("stdout").setData(word.substring(0, 3)).build());
    logs.add(Output.newBuilder().setStream("stdout").setData(word.substring(3)).build());
    logs.add(Output.newBuilder().setStream("stderr").setText("oops").build());
    assertEquals("größe", logs.toMessage("t", "running").getStdout());
    assertEquals("oops", logs.toMessage("t", "running").getStderr());
    assertFalse(logs.toMessage("t", "running").getTruncated());
    for (int i = 0; i < 3; i++) {
      logs.add(Output.newBuilder().setStream("stderr").setText("x".repeat(400_000)).build());
    }
    assertEquals(1 << 20, logs.toMessage("t", "failed").getStderr().length());
    assertTrue(logs.toMessage("t", "failed").getTruncated());
  }
}
