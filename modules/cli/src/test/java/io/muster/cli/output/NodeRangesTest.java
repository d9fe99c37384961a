package io.muster.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.cli.CliException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NodeRangesTest {
  @Test
  void foldsTheLastNumberOfAName() {
    assertEquals("web-[1-3,25]", NodeRanges.fold(List.of("web-25", "web-2", "web-1", "web-3")));
    assertEquals("db,web-1", NodeRanges.fold(List.of("web-1", "db")));
    assertEquals("n[08-10]x", NodeRanges.fold(List.of("n08x", "n09x", "n10x")));
    assertEquals("r1-n[1-2],r2-n1", NodeRanges.fold(List.of("r1-n1", "r1-n2", "r2-n1")));
  }

  @Test
  void expandingUndoesFoldingForAnySetOfNames() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] stems = {"web-", "db", "", "a_b-7-", "X"};
    String[] ends = {"", "-eu", "z", "-"};
    for (int round = 0; round < 2_000; round++) {
      Set<String> names = new TreeSet<>();
      int size = 1 + random.nextInt(30);
      while (names.size() < size) {
        String digits =
            "0".repeat(random.nextInt(3)) + random.nextInt(1 << (1 + random.nextInt(9)));
        names.add(
            stems[random.nextInt(stems.length)]
                + (random.nextInt(6) == 0 ? "n" : digits)
                + ends[random.nextInt(ends.length)]);
      }
      String folded = NodeRanges.fold(names);
      assertEquals(names, new TreeSet<>(NodeRanges.expand(folded)), "seed " + seed + ": " + folded);
      assertEquals(names.size(), NodeRanges.expand(folded).size(), "seed " + seed + ": " + folded);
    }
  }

  @Test
  void tellsRangesFromExpressions() {
    assertTrue(NodeRanges.isFolded("web-[1-20,25],db-1"));
    assertFalse(NodeRanges.isFolded("labels[\"role\"] == \"web\""));
    assertFalse(NodeRanges.isFolded("web-1,web-2"));
    assertThrows(CliException.class, () -> NodeRanges.expand("web-[5-1]"));
    assertThrows(CliException.class, () -> NodeRanges.expand("web-[1-999999999]"));
  }
}
