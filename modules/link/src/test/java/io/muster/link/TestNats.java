package io.muster.link;

import io.muster.link.identity.Bootstrap;
import io.muster.link.identity.NatsAuthority;
import io.muster.link.identity.NatsServerConf;
import io.muster.link.identity.NodeKey;
import io.muster.protocol.Subjects;
import io.muster.trust.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A real nats-server with TLS, JWTs and JetStream on a free port of loopback. */
final class TestNats implements AutoCloseable {
  static final StreamSettings SETTINGS =
      new StreamSettings(
          1,
          Duration.ofMinutes(5),
          64 << 20,
          64 << 20,
          Duration.ofMinutes(2),
          Duration.ofSeconds(1),
          20_000);

  final Path dir;
  final int port;
  final Bootstrap bootstrap;
  private Process process;

  TestNats(Path dir) throws Exception {
    this.dir = dir;
    this.port = freePort();
    this.bootstrap =
        Bootstrap.ensure(
            dir.resolve("trust"), Set.of("localhost"), Set.of("localhost"), Instant.now());
    start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  NatsAuthority authority() {
    return bootstrap.nats();
  }

  void start() throws Exception {
    Path conf = dir.resolve("nats-server.conf");
    Files.writeString(
        conf,
        NatsServerConf.alone(
                "127.0.0.1",
                port,
                dir.resolve("nats"),
                bootstrap.folder().natsCertificate(),
                bootstrap.folder().natsKey(),
                "2.9.10")
            .text(authority()));
    process =
        new ProcessBuilder("nats-server", "-c", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("nats.log").toFile()))
            .start();
    await("nats-server", this::listens);
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new IllegalStateException("nats-server ended, see its log in " + dir);
    }
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  LinkOptions options(String name, String prefix) {
    try {
      String ca = bootstrap.folder().caPem();
      return LinkOptions.of(name, List.of("tls://localhost:" + port), prefix)
          .withTls(() -> Tls.trustingNamed(ca))
          .withRetry(Duration.ofMillis(50), Duration.ofMillis(200));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  NatsLink controlPlane() {
    return connected(
        NatsLink.open(options("cp", "_INBOX.cp.").withCredentials(authority().controlPlane("cp"))));
  }

  NatsLink agent(String node, NodeKey key, Duration life) {
    String jwt = authority().agent(node, key.publicKey(), Instant.now(), life).jwt();
    return NatsLink.open(
        options(node, Subjects.inboxPrefix(node))
            .withCredentials(new LinkCredentials(() -> jwt, key.seed())));
  }

  static NatsLink connected(NatsLink link) {
    await("the link", link::connected);
    return link;
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + " did not come");
      }
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() throws Exception {
    kill();
  }
}
