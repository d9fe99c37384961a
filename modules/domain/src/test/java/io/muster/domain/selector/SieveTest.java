package io.muster.domain.selector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SieveTest {
  private final long seed = Long.getLong("muster.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void picksExactlyWhatCelPicks() {
    Fleet fleet = RandomFleet.of(600, random);
    List<String> expressions = new ArrayList<>(RandomExpression.atoms());
    for (int i = 0; i < 120; i++) {
      expressions.add(RandomExpression.of(random, 3));
    }
    int picked = 0;
    for (String text : expressions) {
      Target.Expression target = Expressions.compile(text);
      List<NodeView> byCel = fleet.all().stream().filter(target.condition()::test).toList();
      assertEquals(byCel, target.pick(fleet, Budget.UNLIMITED), text + " with seed " + seed);
      picked += byCel.size();
    }
    assertTrue(picked > 0, "some expression picks something, seed " + seed);
  }

  @Test
  void dropsNodesThatLackWhatTheExpressionNeeds() {
    NodeView node = RandomFleet.node("n", random);
    for (String text :
        List.of(
            "labels.absent.startsWith('x')",
            "labels['absent'] == 'x' && status == status",
            "facts.absent.deeper > 3",
            "!facts.absent",
            "facts.absent.exists(x, x == 'y') && true",
            "id == 'other' || labels.absent == 'x'")) {
      assertEquals(Sieve.Verdict.NO, Expressions.compile(text).condition().sieve(node), text);
    }
  }

  @Test
  void settlesPlainTextWithoutCel() {
    NodeView node = RandomFleet.node("web-1", random);
    for (String text :
        List.of(
            "id == 'web-1'",
            "'dc' in labels && status in ['online', 'offline']",
            "labels.absent == 'x' || name.startsWith('host-')")) {
      assertEquals(Sieve.Verdict.YES, Expressions.compile(text).condition().sieve(node), text);
    }
  }
}
