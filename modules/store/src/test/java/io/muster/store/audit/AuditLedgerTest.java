package io.muster.store.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.audit.Break;
import io.muster.domain.audit.Break.How;
import io.muster.domain.audit.ChainRow;
import io.muster.domain.audit.ChainWalk;
import io.muster.domain.audit.Fact;
import io.muster.domain.audit.Head;
import io.muster.store.Database;
import io.muster.store.TestStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditLedgerTest {
  private TestStore store;
  private AuditLedger ledger;
  private AuditReads reads;

  @BeforeEach
  void open() {
    store = TestStore.open();
    ledger = new AuditLedger(store.database);
    reads = new AuditReads(store.database);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Fact fact(Fact.Kind kind, String call, String object, String outcome) {
    return new Fact(
        kind,
        call,
        0,
        "node.cordon",
        "muster.v1.Nodes/Cordon",
        "eve",
        "10.0.0.9",
        "rest",
        "curl",
        "{\"reason\":\"Wartung\"}",
        object,
        1,
        "aa",
        outcome,
        "",
        7,
        "t1",
        1);
  }

  private static List<Fact> facts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> fact(Fact.Kind.REFUSED, UUID.randomUUID().toString(), "n" + i, "denied"))
        .toList();
  }

  private List<Long> append(List<Fact> facts) {
    return store.run(() -> ledger.append(facts));
  }

  /** Does to the table what only its owner can. */
  private void tamper(String... statements) {
    store.run(
        () ->
            store.database.transaction(
                tx -> {
                  Database.query(tx, "SET LOCAL session_replication_role = replica");
                  for (String statement : statements) {
                    Database.query(tx, statement);
                  }
                  return null;
                }));
  }

  private Optional<Break> verify(Map<Long, byte[]> published) {
    return store.run(
        () -> {
          Head head = ledger.head();
          ChainWalk walk = new ChainWalk(reads.dropped(), published, reads::has);
          List<ChainRow> rows;
          do {
            rows =
                reads.rows(
                    walk.last().seq(), Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"), 7);
            for (ChainRow row : rows) {
              Optional<Break> broken = walk.next(row);
              if (broken.isPresent()) {
                return broken;
              }
            }
          } while (!rows.isEmpty());
          return walk.end(head);
        });
  }

  private void assertBroken(How how, long seq) {
    Break broken = verify(Map.of()).orElseThrow();
    assertEquals(how, broken.how(), broken.words());
    assertEquals(seq, broken.seq(), broken.words());
  }

  @Test
  void racingWritersMakeOneChainWithoutGap() {
    try (Database other = Database.open(store.vertx, store.config)) {
      List<CompletableFuture<List<Long>>> racing = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        AuditLedger writer = new AuditLedger(i % 2 == 0 ? store.database : other);
        racing.add(store.start(() -> writer.append(facts(5))));
      }
      Set<Long> numbers = new HashSet<>();
      racing.forEach(one -> numbers.addAll(one.join()));
      assertEquals(100, numbers.size());
      assertEquals(100, store.run(ledger::head).seq());
      assertTrue(verify(Map.of()).isEmpty());
    }
  }

  @Test
  void theSameCallAgainIsTheSameRow() {
    Fact intent = fact(Fact.Kind.INTENT, "c1", "n1", "");
    long first = append(List.of(intent)).getFirst();
    assertEquals(
        List.of(first, first, first + 1),
        append(List.of(intent, intent, fact(Fact.Kind.OUTCOME, "c1", "n1", "ok"))));
  }

  @Test
  void nothingIsChangedOrRemovedByTheApplication() {
    append(facts(2));
    String month =
        store.run(() -> store.database.transaction(AuditMonths::all)).values().iterator().next();
    for (String statement :
        List.of(
            "UPDATE audit SET caller = 'adam'",
            "DELETE FROM audit WHERE seq = 1",
            "TRUNCATE audit",
            "TRUNCATE " + month,
            "DELETE FROM " + month,
            "DELETE FROM audit_head",
            "UPDATE audit_head SET seq = 1")) {
      var error =
          assertThrows(
              RuntimeException.class,
              () -> store.run(() -> store.database.query(statement)),
              statement);
      assertTrue(error.getMessage().contains("audit"), error.getMessage());
    }
    assertTrue(verify(Map.of()).isEmpty());
  }

  @Test
  void findsAChangedRow() {
    append(facts(20));
    tamper("UPDATE audit SET caller = 'adam' WHERE seq = 11");
    assertBroken(How.CHANGED, 11);
  }

  @Test
  void findsARemovedRow() {
    append(facts(20));
    tamper("DELETE FROM audit WHERE seq = 8");
    assertBroken(How.REMOVED, 8);
  }

  @Test
  void findsARemovedBeginning() {
    append(facts(20));
    tamper("DELETE FROM audit WHERE seq <= 3");
    assertBroken(How.REMOVED, 1);
  }

  @Test
  void findsReorderedRows() {
    append(facts(20));
    tamper(
        "UPDATE audit SET seq = -1 WHERE seq = 14",
        "UPDATE audit SET seq = 14 WHERE seq = 15",
        "UPDATE audit SET seq = 15 WHERE seq = -1");
    assertBroken(How.REORDERED, 14);
  }

  @Test
  void findsATailThatWasCutByTheHeadAndByThePublishedHead() {
    append(facts(20));
    Head published = store.run(ledger::head);
    tamper("DELETE FROM audit WHERE seq > 17");
    assertBroken(How.CUT, 18);
    tamper("UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit WHERE seq = 17)");
    assertTrue(verify(Map.of()).isEmpty(), "without the published head nobody would know");
    Map<Long, byte[]> heads = Map.of(published.seq(), published.hash());
    assertEquals(How.CUT, verify(heads).orElseThrow().how());
    append(facts(10));
    assertEquals(How.REWRITTEN, verify(heads).orElseThrow().how());
  }

  @Test
  void whatIsDroppedByAgeIsRecordedAndTheRestVerifies() {
    append(facts(9));
    // As if all that had been written long ago.
    tamper(
        "CREATE TABLE audit_202001 PARTITION OF audit FOR VALUES FROM ('2020-01-01T00:00:00Z') TO"
            + " ('2020-02-01T00:00:00Z')",
        "UPDATE audit SET at = '2020-01-15T12:00:00Z'",
        "UPDATE audit_head SET at = '2020-01-15T12:00:00Z'");
    append(facts(4));
    assertEquals(
        List.of("audit_202001"),
        store.run(() -> ledger.dropBefore(Instant.parse("2020-03-01T00:00:00Z"))));
    Head dropped = store.run(reads::dropped);
    assertEquals(9, dropped.seq());
    assertTrue(verify(Map.of()).isEmpty());
    append(facts(2));
    assertTrue(verify(Map.of()).isEmpty());
    tamper("DELETE FROM audit WHERE seq = 10");
    assertBroken(How.REMOVED, 10);
    assertEquals(
        List.of(), store.run(() -> ledger.dropBefore(Instant.parse("2020-03-01T00:00:00Z"))));
  }

  @Test
  void theMonthOfTodayIsNeverDropped() {
    append(facts(2));
    store.run(
        () -> {
          ledger.prepare();
          return ledger.dropBefore(Instant.parse("9000-01-01T00:00:00Z"));
        });
    assertTrue(verify(Map.of()).isEmpty());
    assertEquals(2, store.run(ledger::head).seq());
  }

  @Test
  void listsCallsWithTheirOutcomes() {
    long first =
        append(
                List.of(
                    fact(Fact.Kind.INTENT, "c1", "", ""),
                    fact(Fact.Kind.INTENT, "c2", "n2", ""),
                    fact(Fact.Kind.OUTCOME, "c1", "n1", "not_found"),
                    fact(Fact.Kind.REFUSED, "c3", "n3", "denied")))
            .getFirst();
    assertEquals(List.of(4L, 2L, 1L), numbers("", "", ""));
    assertEquals(List.of(2L), numbers("unknown", "", ""));
    assertEquals(List.of(4L, 1L), numbers("failed", "", ""));
    assertEquals(List.of(1L), numbers("not_found", "", ""));
    assertEquals(List.of(1L), numbers("", "n1", ""));
    assertEquals(List.of(4L, 2L, 1L), numbers("", "", "WARTUNG"));
    assertEquals(List.of(), numbers("", "", "war%tung"));
    var entry = store.run(() -> reads.entry(3)).orElseThrow();
    assertEquals(first, entry.first().seq());
    assertEquals("not_found", entry.outcome().orElseThrow().fact().outcome());
  }

  private List<Long> numbers(String outcome, String object, String text) {
    var query =
        new AuditReads.Query(
            Long.MAX_VALUE,
            Optional.empty(),
            Optional.empty(),
            "eve",
            "node.*",
            outcome,
            object,
            text,
            "",
            10);
    return store.run(() -> reads.list(query)).stream().map(entry -> entry.first().seq()).toList();
  }
}
