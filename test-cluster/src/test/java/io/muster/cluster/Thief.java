package io.muster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.link.Link;
import io.muster.link.LinkCredentials;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.protocol.Subjects;
import io.muster.trust.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Somebody who copied the identity of an agent from its data folder. */
final class Thief implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final NatsLink link;
  final Queue<Link.Inbound> heard = new ConcurrentLinkedQueue<>();

  private Thief(NatsLink link) {
    this.link = link;
  }

  /** Connects with the key and the JWT of the node; whether it may is another matter. */
  static Thief of(TestCluster cluster, String node) throws IOException {
    Path identity = cluster.root().resolve("agents").resolve(node).resolve("identity");
    JsonNode stolen = ClusterClient.JSON.readTree(identity.resolve("identity.json").toFile());
    String jwt = stolen.path("jwt").asText();
    String seed = Files.readString(identity.resolve("node.key")).strip();
    String ca = stolen.path("caPem").asText();
    return new Thief(
        NatsLink.open(
            LinkOptions.of(
                    "thief of " + node,
                    List.of("tls://127.0.0.1:" + cluster.natsPort()),
                    Subjects.inboxPrefix(node))
                .withTls(() -> Tls.trustingNamed(ca))
                .withCredentials(new LinkCredentials(() -> jwt, seed))));
  }

  Thief connected() {
    Await.until("the stolen identity connects", PATIENCE, link::connected);
    return this;
  }

  void hear(String subject) {
    link.subscribe(subject, null, heard::add);
  }

  /** Everything sent so far has been seen by the server. */
  void flush() {
    try {
      link.flush(Duration.ofSeconds(10)).get(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
