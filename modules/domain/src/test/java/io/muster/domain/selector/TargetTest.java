package io.muster.domain.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  private final Fleet fleet =
      Fleet.of(
          List.of(
              node("web-2", Map.of("role", "web"), List.of("frontend"), "online"),
              node("web-1", Map.of("role", "web"), List.of(), "offline"),
              node("db-1", Map.of(), List.of("backend"), "online")));

  private static NodeView node(
      String id, Map<String, String> labels, List<String> groups, String status) {
    Map<String, Object> facts =
        Map.of("numbers", IntStream.range(0, 40).mapToObj(Long::valueOf).toList());
    return new NodeView(id, id, labels, groups, facts, status, false, "");
  }

  private List<String> pick(String text) {
    return Target.parse(text).pick(fleet, Budget.UNLIMITED).stream().map(NodeView::id).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "true", " all "})
  void allIsEveryNodeInOrder(String text) {
    assertEquals(List.of("db-1", "web-1", "web-2"), pick(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"web01", "node-1", "1", "id", "status", "a-b,c_d", "a , b", "a,b,", "a\n"})
  void wordsAreIds(String text) {
    assertInstanceOf(Target.Ids.class, Target.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"false", "id == 'a'", "'a' in groups", "has(labels.x)", "!false", "true && true"})
  void everythingElseIsAnExpression(String text) {
    assertInstanceOf(Target.Expression.class, Target.parse(text));
  }

  @Test
  void picksIdsInOrderAndTellsWhatIsMissing() {
    Target target = Target.parse("web-2,ghost,db-1,db-1");
    assertEquals(new Target.Ids(Set.of("web-2", "ghost", "db-1")), target);
    assertEquals(List.of("db-1", "web-2"), pick("web-2,ghost,db-1,db-1"));
    assertEquals(List.of("ghost"), target.missing(fleet));
  }

  @Test
  void missingKeyMeansNotPicked() {
    assertEquals(List.of("web-1", "web-2"), pick("labels[\"role\"] == \"web\""));
    assertEquals(List.of(), pick("labels.role.startsWith('w') && facts.os.name == 'x'"));
    assertEquals(List.of("db-1"), pick("!('role' in labels)"));
    assertEquals(List.of(), pick("false"));
  }

  @Test
  void picksByGroupAndStatus() {
    assertEquals(List.of("web-2"), pick("'frontend' in groups && status == 'online'"));
    assertEquals(List.of("web-1"), pick("status == \"offline\""));
  }

  @Test
  void wrongExpressionShowsItsPosition() {
    InvalidTarget e =
        assertThrows(
            InvalidTarget.class, () -> Target.parse("id == 'a' &&\n  labels.role = 'web'"));
    assertEquals(2, e.line());
    InvalidTarget typo = assertThrows(InvalidTarget.class, () -> Target.parse("id == web"));
    assertEquals(
        "target is wrong at 1:7: undeclared reference to 'web'; known are id, name, labels, groups,"
            + " facts and status, and text is quoted\nid == web\n      ^",
        typo.getMessage());
    assertEquals(7, typo.column());
  }

  @Test
  void halfAnExpressionSaysSo() {
    InvalidTarget e = assertThrows(InvalidTarget.class, () -> Target.parse("labels[\"role\"] =="));
    assertTrue(e.getMessage().startsWith("target is wrong at 1:"), e.getMessage());
    assertTrue(e.getMessage().contains("ends too early"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", ",", "a,,b", "id + 'x'", "web.01", "groups.contains('x')", "a, b c"})
  void refusesWhatIsNoTarget(String text) {
    assertThrows(InvalidTarget.class, () -> Target.parse(text));
  }

  @Test
  void refusesWhatCostsTooMuch() {
    String nested = "facts.numbers.all(a, facts.numbers.all(b, a + b >= 0))";
    InvalidTarget e = assertThrows(InvalidTarget.class, () -> pick(nested));
    assertTrue(e.getMessage().contains("costs too much"), e.getMessage());
  }

  @Test
  void givesUpWhenTheBudgetIsSpent() {
    AtomicInteger asked = new AtomicInteger();
    Target target = Target.parse("id != 'x'");
    InvalidTarget e =
        assertThrows(
            InvalidTarget.class, () -> target.pick(fleet, () -> asked.incrementAndGet() > 0));
    assertTrue(e.getMessage().contains("takes too long"), e.getMessage());
  }

  @Test
  void deepNestingIsRefusedAndNotAStackOverflow() {
    String deep = "(".repeat(5000) + "true" + ")".repeat(5000);
    assertThrows(InvalidTarget.class, () -> Target.parse(deep));
    String wide = "id == 'x'" + " || id == 'x'".repeat(4000);
    assertEquals(List.of(), pick(wide));
  }

  @Test
  void compilesOnce() {
    assertSame(Target.parse("id == 'twice'"), Target.parse("id == 'twice'"));
  }
}
