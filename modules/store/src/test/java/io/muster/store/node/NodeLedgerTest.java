package io.muster.store.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLedgerTest {
  private final TestFleet fleet = new TestFleet();
  private final NodeLedger nodes = new NodeLedger(fleet.database);
  private final PresenceLedger presence = new PresenceLedger(fleet.database);

  @BeforeEach
  void enrol() {
    fleet.enrol("a", "b");
    fleet.run(
        () ->
            presence.profiles(
                List.of(
                    new StoredProfile(
                        "a",
                        "h1",
                        "host-a",
                        "{\"role\":\"web\",\"dc\":\"eu\"}",
                        "[\"front\",\"beta\"]",
                        "{\"cpus\":4}"))));
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  @Test
  void labelsOfTheControlPlaneLieOverTheAgents() {
    fleet.run(
        () -> {
          nodes.label("a", Map.of("role", "db", "tier", "gold"), List.of("dc"));
          nodes.group("a", List.of("canary"), List.of("beta"));
          return null;
        });
    NodeRecord a = fleet.run(() -> nodes.get("a", true));
    assertEquals(Map.of("role", "db", "tier", "gold"), a.labels());
    assertEquals(List.of("canary", "front"), a.groups());
    assertEquals(Optional.of("{\"cpus\":4}"), a.factsJson());
    assertEquals("host-a", a.name());
  }

  @Test
  void twoWritersOnOneNodeLoseNothing() {
    Map<String, String> expected = new HashMap<>(Map.of("role", "web", "dc", "eu"));
    List<Future<Void>> writers = new java.util.ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String key = "k" + i;
      expected.put(key, "v");
      writers.add(
          fleet.start(
              () -> {
                nodes.label("a", Map.of(key, "v"), List.of());
                return null;
              }));
    }
    fleet.run(() -> Future.all(writers).await());
    assertEquals(expected, fleet.run(() -> nodes.get("a", false)).labels());
  }

  @Test
  void cordonSticksUntilItIsUndone() {
    fleet.run(
        () -> {
          nodes.cordon("b", true, "disk");
          return null;
        });
    assertEquals("disk", fleet.run(() -> nodes.get("b", false)).cordonReason());
    fleet.run(
        () -> {
          nodes.cordon("b", false, "");
          return null;
        });
    assertTrue(!fleet.run(() -> nodes.get("b", false)).cordoned());
  }

  @Test
  void removalRevokesAndForgetsButFreesTheId() {
    fleet.run(() -> presence.seen(TestFleet.beats("a")));
    assertEquals("Ua", fleet.run(() -> nodes.remove("a")));
    assertEquals("a", fleet.text("SELECT node_id FROM revocation WHERE public_key = 'Ua'"));
    assertEquals("0", fleet.text("SELECT count(*)::text FROM presence"));
    assertEquals(List.of(), fleet.run(() -> presence.seen(TestFleet.beats("a"))));
    assertNotFound(() -> nodes.get("a", false));
    assertNotFound(() -> nodes.remove("a"));
    assertNotFound(
        () -> {
          nodes.label("a", Map.of("x", "y"), List.of());
          return null;
        });
  }

  @Test
  void oneOfTwoRemovalsWins() {
    Future<String> first = fleet.start(() -> nodes.remove("a"));
    Future<String> second = fleet.start(() -> nodes.remove("a"));
    fleet.run(() -> Future.join(first, second).otherwiseEmpty().await());
    assertEquals(1, List.of(first, second).stream().filter(Future::succeeded).count());
  }

  @Test
  void refusesLabelsWithoutEnd() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i <= NodeLedger.MAX_KEPT; i++) {
      many.put("k" + i, "v");
    }
    Failure e =
        failure(
            () -> {
              nodes.label("a", many, List.of());
              return null;
            });
    assertEquals(FailureCode.INVALID, e.code());
  }

  private void assertNotFound(java.util.concurrent.Callable<?> work) {
    Failure e = failure(work);
    assertEquals(FailureCode.NOT_FOUND, e.code());
    assertTrue(e.getMessage().contains("'a'"), e.getMessage());
  }

  private Failure failure(java.util.concurrent.Callable<?> work) {
    CompletionException e = assertThrows(CompletionException.class, () -> fleet.run(work));
    return (Failure) e.getCause();
  }
}
