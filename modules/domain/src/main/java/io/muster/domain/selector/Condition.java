package io.muster.domain.selector;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A compiled expression. The sieve settles what is plain at the price of a few map look-ups; CEL
 * decides on the rest. Large fleets are shared out over the processors.
 */
final class Condition {
  /** Nodes that one thread takes at a time. */
  private static final int SLICE = 512;

  private final String text;
  private final Sieve sieve;
  private final Program program;

  Condition(String text, Sieve sieve, Program program) {
    this.text = text;
    this.sieve = sieve;
    this.program = program;
  }

  List<NodeView> pick(Fleet fleet, Budget budget) {
    int slices = (fleet.size() + SLICE - 1) / SLICE;
    NodeView[][] picked = new NodeView[slices][];
    IntStream range = IntStream.range(0, slices);
    (slices > 1 ? range.parallel() : range)
        .forEach(slice -> picked[slice] = slice(fleet, slice * SLICE, budget));
    return Arrays.stream(picked).flatMap(Arrays::stream).toList();
  }

  private NodeView[] slice(Fleet fleet, int from, Budget budget) {
    if (budget.spent()) {
      throw tooExpensive("it takes too long on a fleet of " + fleet.size() + " nodes");
    }
    int to = Math.min(from + SLICE, fleet.size());
    NodeView[] picked = new NodeView[to - from];
    int size = 0;
    for (int i = from; i < to; i++) {
      NodeView node = fleet.at(i);
      Sieve.Verdict verdict = sieve(node);
      if (verdict == Sieve.Verdict.YES || verdict == Sieve.Verdict.ASK && test(node)) {
        picked[size++] = node;
      }
    }
    return Arrays.copyOf(picked, size);
  }

  /** What CEL alone says; the tests hold the sieve against it. */
  boolean test(NodeView node) {
    try {
      return Boolean.TRUE.equals(program.eval(node));
    } catch (CelEvaluationException e) {
      if (e.getErrorCode() == CelErrorCode.ITERATION_BUDGET_EXCEEDED) {
        throw tooExpensive("it goes through more than 1000 items on node " + node.id());
      }
      return false;
    }
  }

  /** What can be said without CEL. */
  Sieve.Verdict sieve(NodeView node) {
    return sieve.on(node);
  }

  private InvalidTarget tooExpensive(String why) {
    return InvalidTarget.at(
        text, 1, 1, "this costs too much to evaluate: " + why + "; narrow it down first");
  }
}
