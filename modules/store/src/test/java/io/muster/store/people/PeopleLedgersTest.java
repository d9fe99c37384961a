package io.muster.store.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.store.TestStore;
import io.muster.store.people.AccountLedger.NewAccount;
import io.muster.store.people.AccountLedger.NewBinding;
import io.muster.store.people.RoleLedger.RoleRow;
import io.muster.store.people.SessionLedger.Rotated;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeopleLedgersTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Duration HOUR = Duration.ofHours(1);

  private final TestStore store = TestStore.open();
  private final AccountLedger accounts = new AccountLedger(store.database);
  private final AccountReads reads = new AccountReads(store.database);
  private final SessionLedger sessions = new SessionLedger(store.database);
  private final LoginLedger logins = new LoginLedger(store.database);
  private final RoleLedger roles = new RoleLedger(store.database);

  @BeforeEach
  void create() {
    store.run(
        () -> {
          accounts.create(
              new NewAccount("tom", "", "", null, "", "", List.of("cn:tom"), "test", NOW),
              List.of());
          return null;
        });
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static byte[] hash(int of) {
    byte[] hash = new byte[32];
    hash[0] = (byte) of;
    return hash;
  }

  private static <T> List<T> all(List<CompletableFuture<T>> started) {
    return started.stream().map(CompletableFuture::join).toList();
  }

  @Test
  void ofManyRefreshesAtOnceOneWinsAndTheSessionEnds() {
    store.run(() -> sessions.begin("s", "tom", hash(0), NOW, HOUR, HOUR.multipliedBy(9)));
    List<CompletableFuture<Rotated>> started = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      byte[] next = hash(i);
      started.add(store.start(() -> sessions.rotate("s", hash(0), next, NOW, HOUR)));
    }
    List<Rotated> done = all(started);
    assertEquals(1, done.stream().filter(one -> one.session().isPresent()).count());
    assertEquals(4, done.stream().filter(Rotated::stolen).count());
    assertTrue(store.run(() -> sessions.account("s", 1, NOW)).isEmpty());
  }

  @Test
  void aSessionLivesUntilItsTimeAndNoLongerThanItsUser() {
    store.run(() -> sessions.begin("s", "tom", hash(0), NOW, HOUR, HOUR.plusMinutes(30)));
    Instant later = NOW.plus(Duration.ofMinutes(50));
    Rotated rotated = store.run(() -> sessions.rotate("s", hash(0), hash(1), later, HOUR));
    assertEquals(NOW.plus(Duration.ofMinutes(90)), rotated.session().orElseThrow().until());
    Instant over = NOW.plus(Duration.ofMinutes(91));
    assertTrue(store.run(() -> sessions.account("s", 1, over)).isEmpty());
    assertEquals("tom", store.run(() -> sessions.account("s", 1, later)).orElseThrow());
    store.run(() -> accounts.endSessions("tom"));
    assertTrue(store.run(() -> sessions.account("s", 1, later)).isEmpty());
    Rotated ended = store.run(() -> sessions.rotate("s", hash(1), hash(2), later, HOUR));
    assertTrue(ended.session().isEmpty());
  }

  @Test
  void theSameRoleGivenByManyAtOnceIsGivenOnce() {
    List<CompletableFuture<Boolean>> started = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      NewBinding binding = new NewBinding("b" + i, "viewer", Limit.NONE, "");
      started.add(
          store.start(
              () -> {
                accounts.bind("tom", binding, "test", NOW);
                return true;
              }));
    }
    all(started);
    assertEquals(1, store.run(() -> reads.find("tom")).orElseThrow().bindings().size());
  }

  @Test
  void aRoleIsEitherGivenOrGone() {
    for (int round = 0; round < 5; round++) {
      String name = "r" + round;
      store.run(() -> roles.create(new RoleRow(name, "", Set.of("node:read"), "test", NOW)));
      NewBinding binding = new NewBinding("b" + round, name, Limit.NONE, "");
      CompletableFuture<Boolean> bound =
          store.start(
              () -> {
                accounts.bind("tom", binding, "test", NOW);
                return true;
              });
      CompletableFuture<Boolean> deleted = store.start(() -> roles.delete(name));
      boolean given = bound.handle((ok, error) -> error == null).join();
      boolean gone = deleted.handle((ok, error) -> error == null && ok).join();
      assertTrue(given != gone, "given " + given + ", gone " + gone);
    }
  }

  @Test
  void attemptsAreCountedByNameWithinAWindow() {
    Duration window = Duration.ofMinutes(5);
    for (int i = 0; i < 3; i++) {
      assertEquals(Duration.ZERO, store.run(() -> logins.attempt("x", 3, window, NOW)));
    }
    assertEquals(window, store.run(() -> logins.attempt("x", 3, window, NOW)));
    Instant later = NOW.plus(window);
    assertEquals(Duration.ZERO, store.run(() -> logins.attempt("x", 3, window, later)));
  }

  @Test
  void aCertificateIsOnePersons() {
    assertEquals("tom", store.run(() -> reads.byCertificate("cn:tom")).orElseThrow().name());
    NewAccount second = new NewAccount("eve", "", "", null, "", "", List.of("cn:tom"), "test", NOW);
    Failure taken =
        assertThrows(
            Failure.class,
            () ->
                store.run(
                    () -> {
                      accounts.create(second, List.of());
                      return null;
                    }));
    assertEquals(FailureCode.CONFLICT, taken.code());
    assertTrue(store.run(() -> reads.find("eve")).isEmpty(), "all or nothing");
  }

  @Test
  void aCodeIsRedeemedOnceWhateverTheSecret() {
    store.run(
        () -> {
          logins.code(hash(1), "tom", "challenge", NOW.plusSeconds(60));
          return null;
        });
    assertTrue(store.run(() -> logins.redeem(hash(1), "wrong", NOW)).isEmpty());
    assertTrue(store.run(() -> logins.redeem(hash(1), "challenge", NOW)).isEmpty());
  }
}
