package io.muster.domain.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergedTest {
  private static final Scope ALL = Scope.target("all");
  private static final Scope WEB = Scope.target("labels[\"role\"] == \"web\"");
  private static final Scope SOME = Scope.target("b,a");
  private static final Scope NODE = Scope.node("a");

  private static Layer layer(
      long document, Scope scope, int priority, Map<String, Object> content) {
    return new Layer(document, document, 0, scope, priority, content);
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  @Test
  void goesFromTheGeneralToTheSpecialWhateverTheOrderOfTheList() {
    List<Layer> layers =
        new ArrayList<>(
            List.of(
                layer(1, NODE, 0, map("who", "node")),
                layer(2, SOME, 0, map("who", "some", "some", true)),
                layer(3, WEB, 0, map("who", "web", "web", 1L)),
                layer(4, ALL, 0, map("who", "all", "web", 0L)),
                layer(5, WEB, 10, map("web", 2L)),
                layer(6, ALL, -5, map("base", "x", "some", false))));
    Map<String, Object> expected = map("who", "node", "some", true, "web", 2L, "base", "x");
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      Collections.shuffle(layers, random);
      assertEquals(expected, Merged.of(layers).content());
      assertEquals("6,4,3,2,5,1", Merged.stamp(layers));
    }
  }

  @Test
  void mergesSectionsReplacesListsAndRemovesWithNull() {
    Merged merged =
        Merged.of(
            List.of(
                layer(
                    1,
                    ALL,
                    0,
                    map("log", map("level", "info", "format", "text"), "l", List.of(1L))),
                layer(
                    2,
                    WEB,
                    0,
                    map("log", map("level", "debug"), "l", List.of(2L), "x", map("y", 1L))),
                layer(3, NODE, 0, map("log", map("format", null), "x", null))));
    assertEquals(map("log", map("level", "debug"), "l", List.of(2L)), merged.content());
    assertEquals(Map.of("log.level", 2L, "l", 2L), merged.origins());
  }

  @Test
  void aSectionTakesThePlaceOfAValueAndTheOtherWayRound() {
    assertEquals(
        map("a", map("b", 1L), "c", 2L),
        Merged.of(
                List.of(
                    layer(1, ALL, 0, map("a", "text", "c", map("d", 1L))),
                    layer(2, NODE, 0, map("a", map("b", 1L, "gone", null), "c", 2L))))
            .content());
  }

  @Test
  void aDeletedOrAPinnedRevisionHasAStampOfItsOwn() {
    Layer present = layer(1, ALL, 0, map("a", 1L));
    Layer pinned = new Layer(1, 1, 9, ALL, 0, map("a", 1L));
    Layer none = new Layer(1, 0, 9, ALL, 0, null);
    assertEquals(Map.of(), Merged.of(List.of(none)).content());
    assertNotEquals(Merged.stamp(List.of(present)), Merged.stamp(List.of(pinned)));
    assertEquals("0@9", Merged.stamp(List.of(none)));
  }
}
