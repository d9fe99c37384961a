package io.muster.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import io.muster.local.postgres.TestDatabase;
import io.muster.protocol.ApiTokensApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.Rpc;
import io.muster.protocol.SessionsApi;
import io.muster.protocol.internal.v1.VerifyTokenRequest;
import io.muster.protocol.internal.v1.VerifyTokenResponse;
import io.muster.protocol.v1.CreateApiTokenRequest;
import io.muster.protocol.v1.CreateSessionRequest;
import io.muster.protocol.v1.ListApiTokensRequest;
import io.muster.protocol.v1.RevokeApiTokenRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.oidc.OidcConfig;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.store.Migrations;
import io.muster.trust.Tokens;
import io.muster.trust.TrustFolder;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessVerticleTest {
  private static final Caller ADMIN = new Caller("root", Set.of("admin"), "0".repeat(32));
  private static final DeploymentOptions VIRTUAL =
      new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);

  /** Stands still until a test moves it. */
  private static final class Hand extends Clock {
    volatile Instant now = Instant.now();

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Hand clock = new Hand();
  private TestDatabase postgres;
  private Database database;
  private String admin;

  private static DatabaseConfig config(TestDatabase db) {
    return new DatabaseConfig(
        db.host(),
        db.port(),
        db.database(),
        db.user(),
        db.passwordFile(),
        Optional.empty(),
        4,
        java.time.Duration.ofSeconds(5));
  }

  @BeforeEach
  void deploy() throws Exception {
    postgres = TestDatabase.copyOf(db -> Migrations.run(config(db)));
    database = Database.open(vertx, config(postgres));
    TrustFolder trust = new TrustFolder(folder.resolve("trust"));
    trust.ensure(Set.of("localhost"), Set.of("localhost"), Instant.now());
    admin = java.nio.file.Files.readString(trust.adminToken());
    for (int start = 0; start < 2; start++) {
      String id =
          await(
              vertx.deployVerticle(
                  new AccessVerticle(
                      database,
                      People.CONFIG,
                      OidcConfig.NONE,
                      trust.jwtPrivatePem(),
                      admin,
                      clock),
                  VIRTUAL));
      if (start == 0) {
        await(vertx.undeploy(id));
      }
    }
  }

  @AfterEach
  void close() throws Exception {
    database.close();
    await(vertx.close());
    postgres.close();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private <Q extends Message, R extends Message> R call(Rpc<Q, R> rpc, Q request, Caller caller)
      throws Exception {
    return await(new Bus(vertx).call(rpc, request, caller));
  }

  private FailureCode failure(org.junit.jupiter.api.function.Executable call) {
    var error = assertThrows(ExecutionException.class, call);
    return ((Failure) error.getCause()).code();
  }

  private VerifyTokenResponse verify(String text) throws Exception {
    Tokens.ApiToken token = Tokens.parseApi(text).orElseThrow();
    var request =
        VerifyTokenRequest.newBuilder()
            .setId(token.id())
            .setHash(ByteString.copyFrom(token.hash()))
            .build();
    return call(Internal.VERIFY_TOKEN, request, ADMIN);
  }

  private static CreateApiTokenRequest wanted(String role) {
    return CreateApiTokenRequest.newBuilder().setName("ci").setRole(role).build();
  }

  @Test
  void knowsTheBootstrapTokenAndKeepsItRevoked() throws Exception {
    assertEquals("admin", verify(admin).getRole());
    String id = Tokens.parseApi(admin).orElseThrow().id();
    call(ApiTokensApi.REVOKE, RevokeApiTokenRequest.newBuilder().setId(id).build(), ADMIN);
    assertEquals(FailureCode.UNAUTHENTICATED, failure(() -> verify(admin)));
  }

  @Test
  void makesListsAndRevokesTokens() throws Exception {
    var made = call(ApiTokensApi.CREATE, wanted("viewer"), ADMIN);
    assertEquals("viewer", verify(made.getToken()).getRole());
    var first = ListApiTokensRequest.newBuilder().setPageSize(1).build();
    var page = call(ApiTokensApi.LIST, first, ADMIN);
    assertEquals(1, page.getApiTokensCount());
    var next = first.toBuilder().setPageToken(page.getNextPageToken()).build();
    var last = call(ApiTokensApi.LIST, next, ADMIN);
    assertEquals(1, last.getApiTokensCount());
    assertEquals("", last.getNextPageToken());
    assertFalse(page.toString().contains(made.getToken().substring(16)));
    var revoke = RevokeApiTokenRequest.newBuilder().setId(made.getApiToken().getId()).build();
    call(ApiTokensApi.REVOKE, revoke, ADMIN);
    assertEquals(FailureCode.UNAUTHENTICATED, failure(() -> verify(made.getToken())));
    var nobody = RevokeApiTokenRequest.newBuilder().setId("nobody").build();
    assertEquals(FailureCode.NOT_FOUND, failure(() -> call(ApiTokensApi.REVOKE, nobody, ADMIN)));
  }

  @Test
  void refusesAWrongSecretAndAnEndedToken() throws Exception {
    var request = wanted("viewer").toBuilder().setTtl(Duration.newBuilder().setSeconds(60)).build();
    String token = call(ApiTokensApi.CREATE, request, ADMIN).getToken();
    assertTrue(verify(token).hasExpiresAt());
    String forged = token.substring(0, token.length() - 1) + (token.endsWith("a") ? "b" : "a");
    assertEquals(FailureCode.UNAUTHENTICATED, failure(() -> verify(forged)));
    clock.now = clock.now.plusSeconds(61);
    assertEquals(FailureCode.UNAUTHENTICATED, failure(() -> verify(token)));
  }

  @Test
  void givesNobodyMoreThanHeHas() {
    Caller operator = new Caller("op", Set.of("operator"), "0".repeat(32));
    assertEquals(
        FailureCode.DENIED, failure(() -> call(ApiTokensApi.CREATE, wanted("admin"), operator)));
  }

  @Test
  void makesSessionsOutOfTokensButNotOutOfSessions() throws Exception {
    var none = CreateSessionRequest.getDefaultInstance();
    var session = call(SessionsApi.CREATE, none, ADMIN);
    assertEquals(3, session.getToken().split("\\.").length);
    assertEquals(clock.now.plusSeconds(900).getEpochSecond(), session.getExpiresAt().getSeconds());
    assertEquals(List.of("admin"), session.getIdentity().getRolesList());
    Caller again = new Caller("root", Set.of("admin", "session"), "0".repeat(32));
    assertEquals(FailureCode.DENIED, failure(() -> call(SessionsApi.CREATE, none, again)));
  }
}
