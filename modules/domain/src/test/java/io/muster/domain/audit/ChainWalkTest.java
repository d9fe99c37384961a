package io.muster.domain.audit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.audit.Break.How;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainWalkTest {
  private static Fact fact(String object) {
    return Fact.event("c", "node.cordon", object, "{}");
  }

  private static List<ChainRow> chain(int length) {
    List<ChainRow> rows = new ArrayList<>();
    Head head = Head.START;
    for (int i = 1; i <= length; i++) {
      ChainRow row = ChainRow.after(head, 1_000L * i, fact("n" + i));
      rows.add(row);
      head = row.head();
    }
    return rows;
  }

  private static Optional<Break> walk(List<ChainRow> rows, Head dropped, Map<Long, byte[]> told) {
    ChainWalk walk =
        new ChainWalk(
            dropped, told, hash -> rows.stream().anyMatch(row -> Arrays.equals(row.hash(), hash)));
    for (ChainRow row : rows) {
      Optional<Break> broken = walk.next(row);
      if (broken.isPresent()) {
        return broken;
      }
    }
    return walk.end(walk.last());
  }

  private static Break broken(List<ChainRow> rows) {
    return walk(rows, Head.START, Map.of()).orElseThrow();
  }

  private static ChainRow with(ChainRow row, long seq, byte[] previous, byte[] hash, Fact fact) {
    return new ChainRow(seq, row.atMicros(), fact, previous, hash);
  }

  @Test
  void aWholeChainIsWholeFromItsStartAndFromWhatWasDropped() {
    List<ChainRow> rows = chain(9);
    assertTrue(walk(rows, Head.START, Map.of(4L, rows.get(3).hash())).isEmpty());
    assertTrue(walk(rows.subList(5, 9), rows.get(4).head(), Map.of()).isEmpty());
    assertEquals(How.REMOVED, broken(rows.subList(5, 9)).how(), "a beginning that nobody dropped");
  }

  @Test
  void findsAChangedRow() {
    List<ChainRow> rows = chain(5);
    ChainRow third = rows.get(2);
    rows.set(2, with(third, 3, third.previous(), third.hash(), fact("other")));
    assertEquals(new Break(3, How.CHANGED, "row 3 was changed"), broken(rows));
  }

  @Test
  void findsAChangedRowThatWasHashedAgain() {
    List<ChainRow> rows = chain(5);
    rows.set(2, ChainRow.after(rows.get(1).head(), 5, fact("other")));
    Break found = broken(rows);
    assertEquals(3, found.seq());
    assertEquals(How.CHANGED, found.how());
  }

  @Test
  void findsRemovedRowsAlsoWhenTheRestIsNumberedAnew() {
    List<ChainRow> rows = chain(5);
    rows.remove(1);
    assertEquals(new Break(2, How.REMOVED, "row 2 is missing"), broken(rows));
    List<ChainRow> renumbered = new ArrayList<>();
    for (ChainRow row : rows) {
      renumbered.add(with(row, renumbered.size() + 1L, row.previous(), row.hash(), row.fact()));
    }
    assertEquals(2, broken(renumbered).seq());
  }

  @Test
  void findsReorderedRows() {
    List<ChainRow> rows = chain(5);
    ChainRow second = rows.get(1);
    ChainRow third = rows.get(2);
    rows.set(1, with(third, 2, third.previous(), third.hash(), third.fact()));
    rows.set(2, with(second, 3, second.previous(), second.hash(), second.fact()));
    Break found = broken(rows);
    assertEquals(2, found.seq());
    assertEquals(How.REORDERED, found.how());
  }

  @Test
  void findsATailThatWasCutAndAChainThatWasWrittenAnew() {
    List<ChainRow> rows = chain(5);
    Map<Long, byte[]> told = Map.of(5L, rows.get(4).hash());
    Break cut = walk(rows.subList(0, 3), Head.START, told).orElseThrow();
    assertEquals(new Break(4, How.CUT, "rows 4 to 5 are missing"), cut);
    List<ChainRow> anew = new ArrayList<>(rows.subList(0, 3));
    anew.add(ChainRow.after(anew.get(2).head(), 9_000, fact("x")));
    anew.add(ChainRow.after(anew.get(3).head(), 9_000, fact("y")));
    Break rewritten = walk(anew, Head.START, told).orElseThrow();
    assertEquals(5, rewritten.seq());
    assertEquals(How.REWRITTEN, rewritten.how());
  }

  /** Fixed, so that another program's verification stays right. */
  @Test
  void theEncodingStaysAsItIs() {
    ChainRow row = ChainRow.after(Head.START, 1_700_000_000_000_000L, fact("größe"));
    assertEquals(
        "9d71e0d0e81902918048107b58625782d05529654aea6c94833f9612892ee93a",
        HexFormat.of().formatHex(row.hash()));
    assertTrue(row.intact());
  }

  @Test
  void textIsWhatPostgresGivesBack() {
    Fact fact = fact("a\0b\ud800c");
    assertFalse(fact.object().contains("\0"));
    ChainRow row = ChainRow.after(Head.START, 1, fact);
    assertArrayEquals(row.hash(), Chain.hash(1, 1, fact("a\uFFFDb?c"), Head.START.hash()));
  }
}
