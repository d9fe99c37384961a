package io.muster.server.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.muster.link.Link;
import io.muster.link.NatsLink;
import io.muster.link.identity.NodeKey;
import io.muster.protocol.Doorbells;
import io.muster.protocol.EnrolmentApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.JoinTokensApi;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Renew;
import io.muster.protocol.v1.CreateJoinTokenRequest;
import io.muster.protocol.v1.CreateJoinTokenResponse;
import io.muster.protocol.v1.EnrolRequest;
import io.muster.protocol.v1.EnrolResponse;
import io.muster.protocol.v1.NodeCredentials;
import io.muster.protocol.v1.RenewRequest;
import io.muster.protocol.v1.RevokeJoinTokenRequest;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import io.muster.store.enrolment.EnrolmentLedger;
import io.muster.store.enrolment.JoinTokenLedger;
import io.muster.store.enrolment.RevocationLedger;
import io.muster.trust.Tokens;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentVerticleTest {
  @TempDir Path dir;
  private Stage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new Stage(dir);
    deploy(stage.system);
  }

  private void deploy(Link system) throws IOException {
    stage.deploy(
        new EnrolmentVerticle(
            new EnrolmentVerticle.Needs(
                new EnrolmentLedger(stage.database),
                new JoinTokenLedger(stage.database),
                new RevocationLedger(stage.database),
                stage.secrets.nats(),
                stage.secrets.folder().signingKey(),
                stage.secrets.folder().caPem(),
                stage.secrets.folder().caPin(),
                stage.link,
                system,
                stage.meters,
                Clock.systemUTC()),
            new EnrolmentConfig(
                List.of("tls://localhost:4222"),
                List.of("https://localhost:8443"),
                Duration.ofHours(1),
                Duration.ofSeconds(1))));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private CreateJoinTokenResponse token(int uses) {
    return stage.call(
        JoinTokensApi.CREATE,
        CreateJoinTokenRequest.newBuilder().setUses(uses).putLabels("role", "web").build());
  }

  private static EnrolRequest request(String token, String id, NodeKey key, long at) {
    String proof = "muster-enrol\n" + token + "\n" + key.publicKey() + "\n" + at;
    return EnrolRequest.newBuilder()
        .setToken(token)
        .setNodeId(id)
        .setName("host")
        .setPublicKey(key.publicKey())
        .setTimestampMs(at)
        .setProof(ByteString.copyFrom(key.sign(proof.getBytes(StandardCharsets.UTF_8))))
        .build();
  }

  private Future<EnrolResponse> enrol(String token, String id, NodeKey key) {
    return stage.start(EnrolmentApi.ENROL, request(token, id, key, System.currentTimeMillis()));
  }

  private EnrolResponse enrolled(String token, String id, NodeKey key) {
    return Stage.await(enrol(token, id, key));
  }

  private Future<NodeCredentials> renew(String node, NodeKey key, long at) {
    String proof = "muster-renew\n" + node + "\n" + at;
    return stage.start(
        EnrolmentApi.RENEW,
        RenewRequest.newBuilder()
            .setNodeId(node)
            .setTimestampMs(at)
            .setProof(ByteString.copyFrom(key.sign(proof.getBytes(StandardCharsets.UTF_8))))
            .build());
  }

  /** As the registry does it. */
  private void remove(String node) {
    stage.sql(
        "INSERT INTO revocation (public_key, node_id) SELECT public_key, id FROM node WHERE id = '"
            + node
            + "'");
    stage.sql("UPDATE node SET removed_at = now() WHERE id = '" + node + "'");
    stage.vertx.eventBus().publish(Doorbells.REVOKED, node);
  }

  private int uses() {
    return Integer.parseInt(stage.value("SELECT sum(uses) FROM join_token"));
  }

  @Test
  void aMachineBecomesANodeThatNatsKnows() {
    NodeKey key = NodeKey.create();
    EnrolResponse response = enrolled(token(1).getToken(), "n1", key);
    assertEquals("n1", response.getNodeId());
    assertEquals("web", stage.value("SELECT labels_set->>'role' FROM node WHERE id = 'n1'"));
    NatsLink agent = stage.agent("n1", key, response.getCredentials().getJwt());
    Stage.await("its link", agent::connected);
  }

  @Test
  void theSameMachineAskingAgainGetsTheSameIdentityForOneUse() {
    String token = token(1).getToken();
    NodeKey key = NodeKey.create();
    enrolled(token, "n1", key);
    assertEquals("n1", enrolled(token, "n1", key).getNodeId());
    assertEquals("n1", enrolled(token, "", key).getNodeId());
    assertEquals(1, uses());
    Failure other = stage.fail(enrol(token, "n2", key));
    assertEquals(FailureCode.CONFLICT, other.code());
  }

  @Test
  void ofTwentyAtOnceExactlyAsManyJoinAsTheTokenHasUses() {
    String token = token(5).getToken();
    List<Future<EnrolResponse>> racing = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      racing.add(enrol(token, "", NodeKey.create()));
    }
    int joined = 0;
    for (Future<EnrolResponse> one : racing) {
      Future<?> settled = one.mapEmpty().otherwiseEmpty();
      Stage.await(settled);
      if (one.succeeded()) {
        joined++;
      } else {
        Failure failure = (Failure) one.cause();
        assertEquals(FailureCode.UNAUTHENTICATED, failure.code());
        assertTrue(failure.getMessage().contains("is used up"), failure.getMessage());
      }
    }
    assertEquals(5, joined);
    assertEquals(5, uses());
    assertEquals("5", stage.value("SELECT count(*) FROM node"));
  }

  @Test
  void tokensThatAreNotGoodAreRefusedWithoutTellingWhatIsSecret() {
    CreateJoinTokenResponse revoked = token(1);
    stage.call(
        JoinTokensApi.REVOKE,
        RevokeJoinTokenRequest.newBuilder().setId(revoked.getJoinToken().getId()).build());
    CreateJoinTokenResponse expired = token(1);
    stage.sql(
        "UPDATE join_token SET expires_at = now() - interval '1 second' WHERE id = '"
            + expired.getJoinToken().getId()
            + "'");
    Tokens.JoinToken real = Tokens.parseJoin(token(1).getToken()).orElseThrow();
    Tokens.JoinToken guessed =
        new Tokens.JoinToken(real.id(), Tokens.newJoinToken("x").secret(), real.caPin());
    refused(revoked.getToken(), "was revoked");
    refused(expired.getToken(), "has expired");
    refused(guessed.text(), "is not known");
    refused(Tokens.newJoinToken(real.caPin()).text(), "is not known");
    refused("hunter2", "not a join token");
    assertEquals("0", stage.value("SELECT count(*) FROM node"));
    assertEquals(5, stage.count("muster.enrolment.refused"));
  }

  private void refused(String token, String why) {
    Failure failure = stage.fail(enrol(token, "n1", NodeKey.create()));
    assertEquals(FailureCode.UNAUTHENTICATED, failure.code());
    assertTrue(failure.getMessage().contains(why), failure.getMessage());
    assertFalse(failure.getMessage().contains(token), failure.getMessage());
    Tokens.parseJoin(token).ifPresent(t -> assertFalse(failure.getMessage().contains(t.secret())));
  }

  @Test
  void aTakenIdOrKeyIsAConflictEvenInARace() {
    String first = token(10).getToken();
    String second = token(10).getToken();
    NodeKey key = NodeKey.create();
    enrolled(first, "n1", key);
    Failure id = stage.fail(enrol(first, "n1", NodeKey.create()));
    assertEquals(FailureCode.CONFLICT, id.code());
    assertTrue(id.getMessage().contains("'n1' is taken"), id.getMessage());
    assertEquals(FailureCode.CONFLICT, stage.fail(enrol(second, "n2", key)).code());
    for (int round = 0; round < 10; round++) {
      NodeKey shared = NodeKey.create();
      Future<EnrolResponse> one = enrol(first, "a" + round, shared);
      Future<EnrolResponse> two = enrol(second, "b" + round, shared);
      Stage.await(one.otherwiseEmpty());
      Stage.await(two.otherwiseEmpty());
      assertTrue(one.succeeded() != two.succeeded(), "exactly one of them");
      Failure loser = (Failure) (one.failed() ? one : two).cause();
      assertEquals(FailureCode.CONFLICT, loser.code(), loser.getMessage());
    }
  }

  @Test
  void aProofMustBeFreshAndOfTheKey() {
    String token = token(1).getToken();
    NodeKey key = NodeKey.create();
    long now = System.currentTimeMillis();
    Failure late =
        stage.fail(stage.start(EnrolmentApi.ENROL, request(token, "n1", key, now - 400_000)));
    assertEquals(FailureCode.UNAUTHENTICATED, late.code());
    assertTrue(late.getMessage().contains("set the node's clock"), late.getMessage());
    EnrolRequest stolen =
        request(token, "n1", key, now).toBuilder()
            .setPublicKey(NodeKey.create().publicKey())
            .build();
    assertEquals(
        FailureCode.UNAUTHENTICATED, stage.fail(stage.start(EnrolmentApi.ENROL, stolen)).code());
    enrolled(token, "n1", key);
    assertFalse(Stage.await(renew("n1", key, now + 200_000)).getJwt().isEmpty());
    assertEquals(FailureCode.UNAUTHENTICATED, stage.fail(renew("n1", key, now + 400_000)).code());
    assertEquals(
        FailureCode.UNAUTHENTICATED, stage.fail(renew("n1", NodeKey.create(), now)).code());
    assertEquals(FailureCode.UNAUTHENTICATED, stage.fail(renew("ghost", key, now)).code());
  }

  @Test
  void aRemovedNodeIsCutOffAtOnceAndItsIdMayJoinAgainWithANewKey() {
    String token = token(9).getToken();
    NodeKey key = NodeKey.create();
    String jwt = enrolled(token, "n1", key).getCredentials().getJwt();
    NatsLink agent = stage.agent("n1", key, jwt);
    AtomicReference<Link.Change> change = new AtomicReference<>();
    agent.onChange(change::set);
    Stage.await("its link", agent::connected);
    remove("n1");
    Stage.await("its end", () -> change.get() == Link.Change.REFUSED);
    long now = System.currentTimeMillis();
    assertEquals(FailureCode.UNAUTHENTICATED, stage.fail(renew("n1", key, now)).code());
    Failure again = stage.fail(enrol(token, "n1", key));
    assertEquals(FailureCode.CONFLICT, again.code());
    NodeKey fresh = NodeKey.create();
    EnrolResponse second = enrolled(token, "n1", fresh);
    assertEquals("n1", second.getNodeId());
    NatsLink reborn = stage.agent("n1", fresh, second.getCredentials().getJwt());
    Stage.await("the new link", reborn::connected);
    // The old key's row is gone with the id; it stays revoked all the same.
    Failure stolen = stage.fail(enrol(token, "n2", key));
    assertEquals(FailureCode.CONFLICT, stolen.code());
    assertTrue(stolen.getMessage().contains("revoked"), stolen.getMessage());
  }

  @Test
  void aServerThatLostItsAccountsHearsOfTheRevocationsAgain() throws IOException {
    NodeKey key = NodeKey.create();
    String jwt = enrolled(token(1).getToken(), "n1", key).getCredentials().getJwt();
    remove("n1");
    Stage.await("the push", () -> isRefused(key, jwt));
    stage.nats.kill();
    try (Stream<Path> files = Files.walk(dir.resolve("nats").resolve("accounts"))) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    stage.nats.start();
    Stage.await("the links", () -> stage.link.connected() && stage.system.connected());
    Stage.await("the push", () -> isRefused(key, jwt));
  }

  private boolean isRefused(NodeKey key, String jwt) {
    AtomicReference<Link.Change> change = new AtomicReference<>();
    try (NatsLink probe = stage.agent("n1", key, jwt)) {
      probe.onChange(c -> change.compareAndSet(null, c == Link.Change.DISCONNECTED ? null : c));
      Stage.await("an answer", () -> change.get() != null);
    }
    return change.get() == Link.Change.REFUSED;
  }

  @Test
  void twoControlPlaneNodesThatPushAtOnceAgreeInTheEnd() throws IOException {
    NatsLink other = stage.anotherSystem();
    Stage.await("the other link", other::connected);
    deploy(other);
    String token = token(10).getToken();
    List<NodeKey> keys = new ArrayList<>();
    List<String> jwts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      keys.add(NodeKey.create());
      jwts.add(enrolled(token, "n" + i, keys.get(i)).getCredentials().getJwt());
    }
    for (int i = 0; i < 5; i++) {
      remove("n" + i);
    }
    for (int i = 0; i < 5; i++) {
      int at = i;
      Stage.await("the push", () -> isRefused(keys.get(at), jwts.get(at)));
    }
  }

  @Test
  void renewsOverNatsAndOnlyToTheNodesOwnInbox() throws Exception {
    NodeKey key = NodeKey.create();
    String jwt = enrolled(token(1).getToken(), "n1", key).getCredentials().getJwt();
    NatsLink agent = stage.agent("n1", key, jwt);
    Stage.await("its link", agent::connected);
    NodeRequest ask =
        NodeRequest.newBuilder().setNodeId("n1").setRenew(Renew.getDefaultInstance()).build();
    byte[] answer =
        agent
            .request(Subjects.catchup("n1"), ask.toByteArray(), Duration.ofSeconds(20))
            .get(30, TimeUnit.SECONDS);
    NodeResponse response = NodeResponse.parseFrom(answer);
    assertTrue(response.getCredentials().getExpiresAtMs() > Instant.now().toEpochMilli());
    AtomicReference<byte[]> stolen = new AtomicReference<>();
    stage.link.subscribe("_INBOX_n2.>", null, in -> stolen.set(in.data()));
    stage.link.flush(Duration.ofSeconds(5)).get(10, TimeUnit.SECONDS);
    agent.publish(Subjects.catchup("n1"), "_INBOX_n2.x", ask.toByteArray());
    agent.publish(
        Subjects.catchup("n1"),
        "_INBOX_n1.x",
        ask.toBuilder().setNodeId("n2").build().toByteArray());
    agent.publish(Subjects.catchup("n1"), "_INBOX_n1.x", new byte[] {1, 2, 3});
    agent.publish(Subjects.catchup("n1"), ask.toByteArray());
    Stage.await("the refusals", () -> stage.count("muster.enrolment.refused") == 4);
    assertNull(stolen.get());
  }
}
