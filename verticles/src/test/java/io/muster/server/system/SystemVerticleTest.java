package io.muster.server.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.local.postgres.TestDatabase;
import io.muster.protocol.SystemApi;
import io.muster.protocol.v1.Member;
import io.muster.protocol.v1.SystemStatus;
import io.muster.protocol.v1.SystemStatusRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.store.Database;
import io.muster.store.DatabaseConfig;
import io.muster.store.MemberLedger;
import io.muster.store.Migrations;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SystemVerticleTest {
  private static final SystemConfig CONFIG =
      new SystemConfig(Duration.ofMillis(100), Duration.ofSeconds(1));

  private static DatabaseConfig config(TestDatabase db) {
    return new DatabaseConfig(
        db.host(),
        db.port(),
        db.database(),
        db.user(),
        db.passwordFile(),
        Optional.empty(),
        4,
        Duration.ofSeconds(5));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static SystemStatus until(Vertx vertx, Predicate<SystemStatus> condition)
      throws Exception {
    Instant limit = Instant.now().plusSeconds(15);
    while (true) {
      SystemStatus status =
          await(
              new Bus(vertx)
                  .call(
                      SystemApi.STATUS,
                      SystemStatusRequest.getDefaultInstance(),
                      Caller.system("0".repeat(32))));
      if (condition.test(status)) {
        return status;
      }
      assertTrue(Instant.now().isBefore(limit), status.toString());
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static MemberLedger.Member member(String id) {
    return new MemberLedger.Member(
        id, id + ":8443", "0.1", List.of("gateway"), Instant.now(), Instant.EPOCH, true);
  }

  @Test
  void showsLivingMembersAndForgetsTheSilent() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (TestDatabase postgres = TestDatabase.copyOf(db -> Migrations.run(config(db)));
        Database database = Database.open(vertx, config(postgres))) {
      MemberLedger ledger = new MemberLedger(database);
      MemberLedger.Member self = member("a");
      SystemVerticle verticle =
          new SystemVerticle(
              ledger, CONFIG, new SystemSources(() -> self, () -> "2.10.27", () -> 7));
      DeploymentOptions virtual =
          new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
      try (var sql = postgres.connect();
          var statement = sql.createStatement()) {
        statement.execute(
            "INSERT INTO member VALUES ('silent', 'x', '0', '{}', now(), now(), true)");
        statement.execute("INSERT INTO node (id, name, public_key) VALUES ('n1', 'n1', 'U1')");
      }
      String id = await(vertx.deployVerticle(verticle, virtual));
      until(vertx, status -> status.getMembersCount() == 2);
      SystemStatus status = until(vertx, s -> s.getMembersCount() == 1);
      Member shown = status.getMembers(0);
      assertEquals("a:8443", shown.getAddress());
      assertTrue(shown.getLastSeenAt().getSeconds() > Instant.now().getEpochSecond() - 60);
      assertEquals(1, status.getNodesOrThrow("new"));
      assertEquals(7, status.getReplyLag());
      assertEquals("2.10.27", status.getNatsVersion());
      assertTrue(status.getPostgresVersion().startsWith("18"), status.getPostgresVersion());
      await(vertx.undeploy(id));
      try (var sql = postgres.connect();
          var rows = sql.createStatement().executeQuery("SELECT count(*) FROM member")) {
        rows.next();
        assertEquals(0, rows.getInt(1));
      }
    } finally {
      await(vertx.close());
    }
  }
}
