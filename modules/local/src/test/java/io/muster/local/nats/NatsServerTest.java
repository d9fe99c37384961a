package io.muster.local.nats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.local.LocalException;
import io.muster.local.process.Ports;
import io.muster.local.process.ProcessIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsServerTest {
  @TempDir Path dir;

  private final int port = Ports.free();

  private NatsServer server(String config) throws Exception {
    Path file = Files.writeString(dir.resolve("nats server.conf"), config);
    return new NatsServer(NatsProgram.require(text -> {}), file, port, dir.resolve("nats.log"));
  }

  @Test
  void isReadyOnceStartedAndGoneOnceStopped() throws Exception {
    try (NatsServer server = server("listen: \"127.0.0.1:" + port + "\"\n")) {
      server.start();
      assertTrue(NatsServer.greets(port));
      ProcessIdentity first = server.process().orElseThrow();
      server.kill();
      assertFalse(first.alive());
      server.start();
      assertTrue(NatsServer.greets(port));
      server.stop();
      assertFalse(NatsServer.greets(port));
    }
  }

  @Test
  void tellsWhatIsWrongWithTheConfiguration() throws Exception {
    NatsServer server = server("listen: \"127.0.0.1:" + port + "\"\nno_such_key: 1\n");
    String message = assertThrows(LocalException.class, server::start).getMessage();
    assertTrue(message.contains("no_such_key"), message);
  }

  @Test
  void knowsWhatAnOldVersionLacks() {
    Path path = Path.of("/usr/sbin/nats-server");
    assertTrue(new NatsProgram(path, "2.9.10").lacks().getFirst().contains("sync_interval"));
    assertEquals(List.of(), new NatsProgram(path, "2.12.0").lacks());
    assertTrue(new NatsProgram(path, "2.10.27").isAtLeast(2, 10));
  }
}
