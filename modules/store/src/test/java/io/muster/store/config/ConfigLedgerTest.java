package io.muster.store.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.config.Catalog;
import io.muster.domain.config.Keys;
import io.muster.domain.config.Merged;
import io.muster.domain.config.Scope;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.store.Fence;
import io.muster.store.LeaseLedger;
import io.muster.store.TestStore;
import io.muster.store.config.ConfigChangeLedger.Call;
import io.muster.store.config.ConfigChangeLedger.Given;
import io.muster.store.config.ConfigChangeLedger.Staged;
import io.muster.store.config.ConfigStates.Move;
import io.muster.store.config.ConfigStates.Report;
import io.muster.store.config.Write.Wanted;
import io.muster.store.config.Write.Written;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigLedgerTest {
  private static final Scope ALL = Scope.target("all");
  private static final Scope NODE = Scope.node("a");

  private final TestStore store = TestStore.open();
  private final ConfigLedger ledger = new ConfigLedger(store.database);
  private final ConfigReads reads = new ConfigReads(store.database);
  private final ConfigChangeLedger changes = new ConfigChangeLedger(store.database);
  private final ConfigStates states = new ConfigStates(store.database);
  private final CatalogReader reader = new CatalogReader(store.database);

  @AfterEach
  void close() {
    store.close();
  }

  private static Write put(Scope scope, Map<String, Object> content, OptionalLong expected) {
    return new Write("agent", scope, head -> new Wanted(0, content), "ann", "why", expected);
  }

  private Written write(Scope scope, Map<String, Object> content) {
    return store
        .run(() -> ledger.write(List.of(put(scope, content, OptionalLong.empty()))))
        .getFirst();
  }

  private Failure fail(Callable<?> work) {
    return assertThrows(Failure.class, () -> store.run(work));
  }

  private Map<String, Object> effective(String node) {
    Catalog catalog = store.run(() -> reader.read(Catalog.EMPTY));
    return Merged.of(
            catalog.layers(node, catalog.targets().values()).getOrDefault("agent", List.of()))
        .content();
  }

  @Test
  void everyChangeIsARevisionAndTheSameAgainIsNone() {
    Written made = write(ALL, Map.of("a", 1L));
    assertTrue(made.changed());
    assertFalse(write(ALL, Map.of("a", 1L)).changed());
    Written changed = write(ALL, Map.of("a", 2L));
    assertTrue(changed.after().revision() > made.after().revision());
    store.run(
        () ->
            ledger.write(
                List.of(
                    new Write(
                        "agent", ALL, head -> Wanted.NOTHING, "bob", "", OptionalLong.empty()))));
    List<DocumentRow> history = store.run(() -> reads.history("agent", ALL, Long.MAX_VALUE, 10));
    assertEquals(3, history.size());
    assertTrue(history.getFirst().deleted());
    assertEquals("bob", history.getFirst().author());
    assertEquals("why", history.get(1).comment());
    assertEquals(List.of(), store.run(() -> reads.heads("")));
    assertTrue(write(ALL, Map.of("a", 2L)).changed());
  }

  @Test
  void oneOfManyWritersWithTheSameExpectationWins() {
    long revision = write(NODE, Map.of("n", 0L)).after().revision();
    List<CompletableFuture<List<Written>>> racing =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    store.start(
                        () ->
                            ledger.write(
                                List.of(
                                    put(NODE, Map.of("n", i + 1L), OptionalLong.of(revision))))))
            .toList();
    racing.forEach(one -> one.handle((done, error) -> null).join());
    assertEquals(1, racing.stream().filter(one -> !one.isCompletedExceptionally()).count());
  }

  @Test
  void writersOfOneKeyEachLoseNothing() {
    List<CompletableFuture<List<Written>>> racing =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    store.start(
                        () ->
                            ledger.write(
                                List.of(
                                    new Write(
                                        "agent",
                                        NODE,
                                        head ->
                                            new Wanted(
                                                0,
                                                Keys.set(
                                                    head.map(DocumentRow::content).orElse(Map.of()),
                                                    List.of("k" + i),
                                                    true)),
                                        "x",
                                        "",
                                        OptionalLong.empty())))))
            .toList();
    racing.forEach(CompletableFuture::join);
    assertEquals(8, effective("a").size());
  }

  @Test
  void allOrNone() {
    Write good = put(ALL, Map.of("a", 1L), OptionalLong.empty());
    Write bad = put(NODE, Map.of("a", 1L), OptionalLong.of(77));
    assertEquals(FailureCode.CONFLICT, fail(() -> ledger.write(List.of(good, bad))).code());
    assertEquals(List.of(), store.run(() -> reads.heads("")));
    assertTrue(store.run(() -> ledger.plan(good)).changed());
    assertEquals(List.of(), store.run(() -> reads.heads("")));
  }

  @Test
  void aBackupIsOfOneMoment() {
    write(ALL, Map.of("a", 1L));
    write(NODE, Map.of("a", 2L));
    long then = store.run(reads::clock);
    write(ALL, Map.of("a", 3L));
    write(Scope.node("b"), Map.of("a", 4L));
    List<DocumentRow> rows = store.run(() -> reads.at(then, 0, 10));
    assertEquals(
        List.of(Map.of("a", 1L), Map.of("a", 2L)),
        rows.stream().map(DocumentRow::content).toList());
  }

  @Test
  void theCatalogFollowsByWhatChanged() {
    write(ALL, Map.of("a", 1L));
    Catalog first = store.run(() -> reader.read(Catalog.EMPTY));
    write(NODE, Map.of("a", 2L));
    Catalog second = store.run(() -> reader.read(first));
    assertEquals(1, second.targets().size());
    assertEquals(List.of("a"), List.copyOf(second.named()));
    assertEquals(second, store.run(() -> reader.read(Catalog.EMPTY)));
    assertEquals(second, store.run(() -> reader.read(second)));
  }

  @Test
  void aChangeReachesSomeNodesThenAllOfTheScope() {
    long base = write(ALL, Map.of("v", 1L)).after().revision();
    Staged staged =
        store.run(() -> changes.stage("r1", put(ALL, Map.of("v", 2L), OptionalLong.empty()), null));
    assertEquals(base, staged.base());
    assertEquals(Map.of("v", 1L), effective("a"));
    Call first = new Call("r1/1", null);
    Given given = store.run(() -> changes.assign("r1", List.of("a", "b"), first));
    assertEquals(given, store.run(() -> changes.assign("r1", List.of("b", "a"), first)));
    assertEquals(Map.of("v", 2L), effective("a"));
    assertEquals(Map.of("v", 1L), effective("c"));
    assertEquals(
        FailureCode.CONFLICT,
        fail(() -> ledger.write(List.of(put(ALL, Map.of("v", 3L), OptionalLong.empty())))).code());
    assertEquals(
        FailureCode.CONFLICT,
        fail(() -> changes.stage("r2", put(ALL, Map.of("v", 3L), OptionalLong.empty()), null))
            .code());
    Given finished = store.run(() -> changes.finish("r1", "ann", null));
    assertTrue(finished.number() > given.number());
    assertEquals(finished, store.run(() -> changes.finish("r1", "ann", null)));
    assertEquals(Map.of("v", 2L), effective("c"));
    store.run(() -> changes.revert("r1", List.of("a"), "ann", Call.PLAIN));
    assertEquals(Map.of("v", 1L), effective("a"));
    assertEquals(Map.of("v", 2L), effective("b"));
    store.run(() -> changes.revert("r1", List.of(), "ann", Call.PLAIN));
    assertEquals(Map.of("v", 1L), effective("b"));
    assertTrue(write(ALL, Map.of("v", 3L)).changed());
  }

  @Test
  void aChangeThatIsTakenBackLeavesNothing() {
    store.run(() -> changes.stage("r1", put(ALL, Map.of("v", 2L), OptionalLong.empty()), null));
    store.run(() -> changes.assign("r1", List.of("a", "b"), Call.PLAIN));
    assertEquals(Map.of(), effective("c"));
    assertEquals(
        List.of("a"), store.run(() -> changes.revert("r1", List.of("a"), "x", Call.PLAIN)).nodes());
    assertEquals(Map.of(), effective("a"));
    assertEquals(Map.of("v", 2L), effective("b"));
    assertEquals(
        List.of("b"), store.run(() -> changes.revert("r1", List.of(), "x", Call.PLAIN)).nodes());
    assertEquals(Map.of(), effective("b"));
    assertEquals(
        FailureCode.CONFLICT, fail(() -> changes.assign("r1", List.of("a"), Call.PLAIN)).code());
  }

  @Test
  void whatAReleasedChangeLeftIsReplacedByTheNextOfTheDocument() {
    write(ALL, Map.of("v", 1L));
    store.run(() -> changes.stage("r1", put(ALL, Map.of("v", 2L), OptionalLong.empty()), null));
    store.run(() -> changes.assign("r1", List.of("a"), Call.PLAIN));
    store.run(() -> changes.release("r1", null));
    assertEquals(Map.of("v", 2L), effective("a"));
    store.run(() -> changes.stage("r2", put(ALL, Map.of("v", 9L), OptionalLong.empty()), null));
    store.run(() -> changes.assign("r2", List.of("a", "b"), Call.PLAIN));
    assertEquals(Map.of("v", 9L), effective("a"));
    store.run(() -> changes.revert("r2", List.of(), "x", Call.PLAIN));
    assertEquals(Map.of("v", 2L), effective("a"));
    assertEquals(Map.of("v", 1L), effective("b"));
    write(ALL, Map.of("v", 3L));
    assertEquals(Map.of("v", 3L), effective("a"));
  }

  @Test
  void anotherCallGivesANewNumberAndTheSameOneDoesNot() {
    write(ALL, Map.of("v", 1L));
    store.run(() -> changes.stage("r1", put(ALL, Map.of("v", 2L), OptionalLong.empty()), null));
    long first = store.run(() -> changes.assign("r1", List.of("a"), call("1"))).number();
    long again = store.run(() -> changes.assign("r1", List.of("a"), call("2"))).number();
    assertTrue(again > first);
    Given back = store.run(() -> changes.revert("r1", List.of("a", "b"), "x", call("3")));
    assertEquals(List.of("a"), back.nodes());
    assertEquals(List.of("b"), back.kept());
    assertEquals(back, store.run(() -> changes.revert("r1", List.of("a", "b"), "x", call("3"))));
    store.run(
        () ->
            states.move(
                back.number(), List.of(new Move("a", "agent", 0, back.number() + 50, "1"))));
    assertTrue(
        store.run(() -> changes.assign("r1", List.of("a"), call("4"))).number()
            > back.number() + 50,
        "above what the node has");
  }

  @Test
  void aReleasedChangeGoesOnOnlyWhileTheDocumentIsWhatItWas() {
    write(ALL, Map.of("v", 1L));
    store.run(() -> changes.stage("r1", put(ALL, Map.of("v", 2L), OptionalLong.empty()), null));
    store.run(() -> changes.release("r1", null));
    store.run(() -> changes.assign("r1", List.of("a"), call("1")));
    assertEquals(
        FailureCode.CONFLICT,
        fail(() -> ledger.plan(put(ALL, Map.of("v", 3L), OptionalLong.empty()))).code());
    store.run(() -> changes.release("r1", null));
    write(ALL, Map.of("v", 3L));
    assertEquals(
        FailureCode.CONFLICT, fail(() -> changes.assign("r1", List.of("a"), call("2"))).code());
    Given back = store.run(() -> changes.revert("r1", List.of("a"), "x", call("3")));
    assertEquals(List.of(), back.nodes());
    assertEquals(List.of(), back.kept(), "what it has now is another change's");
    assertEquals(Map.of("v", 3L), effective("a"));
  }

  @Test
  void aCallWithoutItsLeaseDoesNothing() {
    write(ALL, Map.of("v", 1L));
    store.run(() -> changes.stage("r1", put(ALL, Map.of("v", 2L), OptionalLong.empty()), null));
    LeaseLedger mine = new LeaseLedger(store.database, "cp-1");
    long epoch = store.run(() -> mine.hold("rollout/r1", Duration.ofMinutes(1)).getAsLong());
    Fence stale = new Fence("rollout/r1", epoch - 1);
    assertEquals(
        FailureCode.UNAVAILABLE,
        fail(() -> changes.assign("r1", List.of("a"), new Call("1", stale))).code());
    assertEquals(FailureCode.UNAVAILABLE, fail(() -> changes.finish("r1", "x", stale)).code());
    assertEquals(Map.of("v", 1L), effective("a"));
    Fence held = new Fence("rollout/r1", epoch);
    store.run(() -> changes.assign("r1", List.of("a"), new Call("1", held)));
    assertEquals(Map.of("v", 2L), effective("a"));
  }

  private static Call call(String id) {
    return new Call(id, null);
  }

  @Test
  void aNodesNumberOnlyGrowsWhoeverMovesIt() {
    long number = write(ALL, Map.of("v", 1L)).after().revision();
    Move first = new Move("a", "agent", 0, 0, "1");
    assertEquals(
        number, store.run(() -> states.move(number, List.of(first))).getFirst().revision());
    assertEquals(List.of(), store.run(() -> states.move(number, List.of(first))));
    NodeState without =
        store
            .run(() -> states.move(number, List.of(new Move("a", "agent", number, 0, ""))))
            .getFirst();
    assertTrue(without.revision() > number);
    assertEquals(0, without.wanted());
    NodeState ahead =
        store
            .run(
                () ->
                    states.move(
                        number, List.of(new Move("a", "agent", without.revision(), 500, "1"))))
            .getFirst();
    assertEquals(501, ahead.revision());
    NodeState after =
        store
            .run(() -> states.move(number, List.of(new Move("a", "agent", 501, 0, "2"))))
            .getFirst();
    assertEquals(502, after.revision());
    write(ALL, Map.of("v", 2L));
    assertEquals(
        FailureCode.CONFLICT,
        fail(() -> states.move(number, List.of(new Move("a", "agent", 502, 0, "3")))).code());
  }

  @Test
  void reportsAreKeptForKnownNodesAndComponentsAndForgottenWithSilence() {
    store.run(
        () ->
            store.database.query(
                "INSERT INTO node (id, name, public_key) VALUES ('a','a','Ua'), ('b','b','Ub')"));
    long number = write(ALL, Map.of("v", 1L)).after().revision();
    store.run(() -> states.move(number, List.of(new Move("a", "agent", 0, 0, "1"))));
    store.run(
        () -> {
          states.report(
              List.of("a", "b"),
              List.of(
                  new Report("a", "agent", number, 0, ""),
                  new Report("a", "made-up", 5, 0, ""),
                  new Report("ghost", "agent", 5, 0, ""),
                  new Report("b", "agent", 0, 9, "limits.parallel is 'x'")));
          return null;
        });
    List<NodeState> all = store.run(() -> states.read(null, ""));
    assertEquals(2, all.size());
    assertTrue(all.getFirst().converged());
    assertEquals("1", all.getFirst().runningStamp());
    assertEquals("limits.parallel is 'x'", all.getLast().refusedReason());
    store.run(
        () -> {
          states.report(List.of("a"), List.of());
          return null;
        });
    assertFalse(store.run(() -> states.read(List.of("a"), "agent")).getFirst().converged());
    assertEquals(9, store.run(() -> states.read(List.of("b"), "")).getFirst().refused());
  }
}
