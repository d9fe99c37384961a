package io.muster.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Credentials that end soon are renewed, over NATS while they hold and over HTTPS afterwards. */
class CredentialsIT {
  private static final Duration LONG = Duration.ofSeconds(90);

  @RegisterExtension
  static final TestCluster cluster =
      TestCluster.builder().servers(1).agents(2).server("enrolment.jwtTtl", "30s").build();

  private static Instant expiry(int agent) throws IOException {
    Path file =
        cluster
            .root()
            .resolve("agents")
            .resolve(TestCluster.nodeId(agent))
            .resolve("identity/identity.json");
    JsonNode identity = ClusterClient.JSON.readTree(file.toFile());
    return Instant.parse(identity.path("expiresAt").asText());
  }

  @Test
  void renewsDuringALongCommandAndAfterTheCredentialsEndedWhileAway() throws IOException {
    Instant first = expiry(0);
    StringBuilder wanted = new StringBuilder();
    for (int i = 1; i <= 35; i++) {
      wanted.append(i).append('\n');
    }
    Submitted job =
        cluster.submit(
            TestCluster.nodeId(0),
            "i=1; while [ $i -le 35 ]; do echo $i; i=$((i+1)); sleep 1; done",
            LONG,
            Duration.ofSeconds(60),
            Optional.of(wanted.toString()));
    cluster.awaitTasks(job, 1, LONG, "running");
    cluster.killAgent(1);
    Instant ended = expiry(1);
    Await.until("renewed over NATS", LONG, () -> expiry(0).isAfter(first));
    Await.until("its credentials ended", LONG, () -> Instant.now().isAfter(ended.plusSeconds(1)));
    cluster.startAgent(1);
    Await.until("renewed over HTTPS", LONG, () -> expiry(1).isAfter(ended));
    cluster.awaitNodeStatus(TestCluster.nodeId(1), "online", LONG);
    assertEquals("succeeded", cluster.awaitJobEnd(job, LONG).path("state").asText());
  }
}
