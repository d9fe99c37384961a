package io.muster.domain.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.selector.Fleet;
import io.muster.domain.selector.InvalidTarget;
import io.muster.domain.selector.NodeView;
import io.muster.domain.selector.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
  private static final String WEB = "labels[\"role\"] == \"web\"";
  private static final String TEST = "labels[\"env\"] == \"test\"";
  private static final Fleet FLEET =
      Fleet.of(
          List.of(
              node("a", Map.of("role", "web", "env", "test")),
              node("b", Map.of("role", "web")),
              node("c", Map.of("env", "test")),
              node("d", Map.of())));

  private static NodeView node(String id, Map<String, String> labels) {
    return new NodeView(id, id, labels, List.of(), Map.of(), "online", false, "");
  }

  private static Set<String> picked(Reach reach) {
    return reach.isNone() ? Set.of() : picked(reach.target());
  }

  private static Set<String> picked(String target) {
    return Target.parse(target).pick(FLEET, () -> false).stream()
        .map(NodeView::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void unionsAndIntersectionsPickTheNodesOfBothAndOfEither() {
    assertEquals(Set.of("a"), picked(Reach.of(WEB).and(Reach.of(TEST))));
    assertEquals(Set.of("a", "b", "c"), picked(Reach.of(WEB).or(Reach.of(TEST))));
    assertEquals(Set.of("a", "d"), picked(Reach.of("d").or(Reach.of(WEB).and(Reach.of(TEST)))));
    assertEquals(Set.of(), picked(Reach.of("b").and(Reach.of(TEST))));
    assertTrue(Reach.of(WEB).or(Reach.ALL).isAll());
    assertTrue(Reach.of(WEB).and(Reach.NONE).isNone());
  }

  @Test
  void aCommentSwallowsNoBracket() {
    Reach commented = Reach.of(WEB + " // only the web");
    assertEquals(Set.of("a"), picked(commented.and(Reach.of(TEST))));
    assertEquals(Set.of("a", "b", "c"), picked(commented.or(Reach.of(TEST))));
    assertEquals(Set.of("a"), picked(Narrowed.of("id != \"\" // all", Reach.of("a").target())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true) || (true",
        "id == \"a\") || (id != \"\"",
        "status == \"online\"",
        "nonsense(",
        "",
        "labels['a'] == 'status' || status != ''"
      })
  void refusesWhatIsNoTargetOfItsOwn(String target) {
    assertThrows(IllegalArgumentException.class, () -> Reach.of(target));
  }

  @Test
  void statusInsideOfTextIsNoVariable() {
    assertFalse(Reach.of("labels['status'] == 'status'").isNone());
  }

  @Test
  void coversWhatIsPlainlyInside() {
    Reach web = Reach.of(WEB);
    assertTrue(Reach.ALL.covers(web));
    assertFalse(web.covers(Reach.ALL));
    assertTrue(web.covers(web.and(Reach.of(TEST))));
    assertFalse(web.and(Reach.of(TEST)).covers(web));
    assertFalse(web.covers(Reach.of(TEST)));
    assertTrue(web.or(Reach.of(TEST)).covers(web));
    assertTrue(web.covers(Reach.NONE));
  }

  @Test
  void agreesWithSetsOnRandomReaches() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> atoms = List.of(WEB, TEST, "a", "b,c", "id != \"d\"", "all");
    for (int round = 0; round < 300; round++) {
      Reach reach = Reach.of(atoms.get(random.nextInt(atoms.size())));
      Set<String> expected = picked(reach);
      List<Reach> seen = new ArrayList<>(List.of(reach));
      for (int step = 0; step < 4; step++) {
        Reach other = Reach.of(atoms.get(random.nextInt(atoms.size())));
        Set<String> theirs = picked(other);
        Set<String> next = new TreeSet<>(expected);
        if (random.nextBoolean()) {
          reach = reach.or(other);
          next.addAll(theirs);
        } else {
          reach = reach.and(other);
          next.retainAll(theirs);
        }
        expected = next;
        assertEquals(expected, picked(reach), "seed " + seed + ": " + reach.target());
        for (Reach before : seen) {
          if (before.covers(reach)) {
            assertTrue(picked(before).containsAll(expected), "seed " + seed);
          }
        }
        seen.add(reach);
      }
    }
  }

  @Test
  void narrowingTwiceIsNarrowingOnce() {
    String limit = Reach.of(TEST).target();
    String once = Narrowed.of(WEB, limit);
    assertEquals(Set.of("a"), picked(once));
    assertEquals(once, Narrowed.of(once, limit));
    assertEquals(limit, Narrowed.of("all", limit));
    assertEquals(limit, Narrowed.of(limit, limit));
  }

  @Test
  void whatOnlyLooksNarrowedIsNarrowedAgain() {
    String limit = Reach.of(TEST).target();
    String forged = "(id != \"\") || (" + WEB + ") && (" + limit + ")";
    assertEquals(Set.of("a", "b", "c", "d"), picked(forged));
    assertEquals(Set.of("a", "c"), picked(Narrowed.of(forged, limit)));
    assertThrows(InvalidTarget.class, () -> Narrowed.of("id == ) && (" + limit + ")", limit));
  }
}
