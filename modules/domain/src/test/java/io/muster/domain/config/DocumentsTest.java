package io.muster.domain.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.domain.config.Keys.Leaf;
import io.muster.domain.selector.InvalidTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DocumentsTest {
  private static final Map<String, Object> DOCUMENT =
      Map.of("log", Map.of("level", "info"), "labels", Map.of("a.b", "x"), "n", 1L);

  @Test
  void setsAndUnsetsByKeyAndLeavesTheOriginal() {
    Map<String, Object> set = Keys.set(DOCUMENT, Keys.path("log.level"), "debug");
    assertEquals(Optional.of(new Leaf("debug")), Keys.get(set, Keys.path("log.level")));
    assertEquals(Optional.of(new Leaf("info")), Keys.get(DOCUMENT, Keys.path("log.level")));
    assertEquals(
        Map.of("log", Map.of("level", "info"), "n", 1L),
        Keys.unset(DOCUMENT, Keys.path("labels.a\\.b")));
    assertEquals(DOCUMENT, Keys.unset(DOCUMENT, Keys.path("not.there")));
    assertEquals(Map.of("x", Map.of("y", 2L)), Keys.set(Map.of(), Keys.path("x.y"), 2L));
  }

  @Test
  void refusesAWayThroughAValueAndEmptyParts() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Keys.set(DOCUMENT, Keys.path("n.x"), 1L))
            .getMessage()
            .contains("n is a value"));
    assertThrows(IllegalArgumentException.class, () -> Keys.path("a..b"));
    assertThrows(IllegalArgumentException.class, () -> Keys.path(""));
  }

  @Test
  void keysReadBackWhatTheyWrite() {
    for (List<String> path : List.of(List.of("a"), List.of("a.b", "c\\d"), List.of("\\", "."))) {
      assertEquals(path, Keys.path(Keys.text(path)));
    }
  }

  @Test
  void saysWhatDiffers() {
    Map<String, Object> after = new HashMap<>(DOCUMENT);
    after.put("n", null);
    after.put("log", Map.of("level", "info", "format", "json"));
    after.remove("labels");
    assertEquals(
        List.of(
            new Difference("labels.a\\.b", Optional.of(new Leaf("x")), Optional.empty()),
            new Difference("log.format", Optional.empty(), Optional.of(new Leaf("json"))),
            new Difference("n", Optional.of(new Leaf(1L)), Optional.of(new Leaf(null)))),
        Difference.between(DOCUMENT, after));
    assertEquals(List.of(), Difference.between(after, new HashMap<>(after)));
  }

  @Test
  void namesReferencesAndPutsValuesInTheirPlaces() {
    Map<String, Object> document =
        Map.of("a", "x${secret:one}y${secret:two}", "b", List.of(Map.of("c", "${secret:one}"), 7L));
    assertEquals(Set.of("one", "two"), SecretReferences.names(document));
    assertEquals(
        Map.of("a", "x$1y\\2", "b", List.of(Map.of("c", "$1"), 7L)),
        SecretReferences.replace(document, Map.of("one", "$1", "two", "\\2")::get));
    assertEquals("${secret:1}", SecretReferences.replace("${secret:1}", name -> "no"));
  }

  @Test
  void refusesSecretsThatNobodyCanResolve() {
    Map<String, Object> document =
        Map.of(
            "a",
            Map.of("p", "x${secret:db}y"),
            "b",
            List.of("${secret:ok}", "${secret:1}", "${secret:z"));
    List<String> problems = SecretReferences.problems(document, Set.of("ok")::contains);
    assertEquals(3, problems.size(), problems.toString());
    assertTrue(problems.toString().contains("a.p refers to the secret 'db'"), problems.toString());
    assertTrue(problems.toString().contains("b holds '${secret:1}'"), problems.toString());
    assertTrue(problems.toString().contains("b holds '${secret:z'"), problems.toString());
  }

  @Test
  void refusesOddForms() {
    Map<String, Object> deep = Map.of("x", 1L);
    for (int i = 0; i < Form.MAX_DEPTH; i++) {
      deep = Map.of("d", deep);
    }
    assertEquals(1, Form.problems(deep).size());
    assertEquals(2, Form.problems(Map.of("", 1L, "k", "a\0b")).size());
    assertEquals(List.of(), Form.problems(DOCUMENT));
  }

  @Test
  void aScopeHasOneSpelling() {
    assertEquals(Scope.target("all"), Scope.target(" true "));
    assertEquals(Scope.target("b, a"), Scope.target("a,b"));
    assertEquals(Scope.node("a"), Scope.target("a"));
    assertEquals(Scope.Kind.EXPRESSION, Scope.target("labels[\"status\"] == 'status'").kind());
    assertThrows(IllegalArgumentException.class, () -> Scope.target("status == \"online\""));
    assertThrows(InvalidTarget.class, () -> Scope.target("labels["));
    assertThrows(IllegalArgumentException.class, () -> Scope.node("a.b"));
  }
}
