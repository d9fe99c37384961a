package io.muster.cluster;

import io.muster.local.process.Child;
import io.muster.local.process.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real HAProxy with the file that the project recommends. */
final class HaProxy implements AutoCloseable {
  private static final Path FILE = Path.of("../conf/haproxy/haproxy.cfg").toAbsolutePath();

  private final Child child;
  final int port = Ports.free();

  HaProxy(TestCluster cluster, int nodes) throws IOException {
    Path trust = cluster.trust();
    Path pem = cluster.root().resolve("haproxy.pem");
    String chain = Files.readString(trust.resolve("server.crt"));
    Files.writeString(pem, chain + Files.readString(trust.resolve("server.key")));
    Map<String, String> environment = new HashMap<>();
    environment.put("MUSTER_BIND", "127.0.0.1:" + port);
    environment.put("MUSTER_CERT", pem.toString());
    environment.put("MUSTER_CA", trust.resolve("ca.crt").toString());
    for (int i = 0; i < nodes; i++) {
      environment.put("MUSTER_NODE_" + (i + 1), "127.0.0.1:" + cluster.serverPort(i));
    }
    List<String> command = List.of("haproxy", "-db", "-f", FILE.toString());
    child = new Child("haproxy", command, environment, cluster.root().resolve("haproxy.log"));
    child.start();
    child.awaitReady(this::listens, Duration.ofSeconds(20));
  }

  private boolean listens() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  String url() {
    return "https://localhost:" + port;
  }

  @Override
  public void close() {
    child.stop("KILL", Duration.ofSeconds(10));
  }
}
