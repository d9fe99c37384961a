package io.muster.domain.rollout;

import io.muster.domain.rollout.Rollout.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A rollout while one event is applied to it. */
final class Draft {
  final Rules rules;
  final Instant now;
  Phase phase;
  boolean paused;
  int batch;
  int batches;
  int attempt;
  int runs;
  int gates;
  Run run;
  Gate gate;
  Verdict verdict;
  String reason;
  Instant finishedAt;

  /** A run has ended, and it has not been looked at what that means. */
  boolean ended;

  private List<RolloutNode> nodes;
  private boolean copied;
  private final List<Step.Note> notes = new ArrayList<>();

  Draft(Rollout r, Instant now) {
    this.rules = r.rules();
    this.now = now;
    this.phase = r.phase();
    this.paused = r.paused();
    this.batch = r.batch();
    this.batches = r.batches();
    this.attempt = r.attempt();
    this.runs = r.runs();
    this.gates = r.gates();
    this.run = r.run();
    this.gate = r.gate();
    this.verdict = r.verdict();
    this.reason = r.reason();
    this.finishedAt = r.finishedAt();
    this.nodes = r.nodes();
  }

  List<RolloutNode> nodes() {
    return nodes;
  }

  RolloutNode node(int ordinal) {
    return ordinal >= 0 && ordinal < nodes.size() ? nodes.get(ordinal) : null;
  }

  void put(RolloutNode node) {
    if (!copied) {
      nodes = new ArrayList<>(nodes);
      copied = true;
    }
    nodes.set(node.ordinal(), node);
  }

  /** Changes the nodes that match; returns how many. */
  int change(Predicate<RolloutNode> which, UnaryOperator<RolloutNode> how) {
    int count = 0;
    for (RolloutNode node : List.copyOf(nodes)) {
      if (which.test(node)) {
        put(how.apply(node));
        count++;
      }
    }
    return count;
  }

  int count(Predicate<RolloutNode> which) {
    return (int) nodes.stream().filter(which).count();
  }

  boolean any(Predicate<RolloutNode> which) {
    return nodes.stream().anyMatch(which);
  }

  boolean isMember(RolloutNode node) {
    return run != null && node.run() == run.seq();
  }

  void note(String kind, String text) {
    notes.add(new Step.Note(kind, text));
  }

  void enter(Phase next, String why) {
    phase = next;
    reason = why;
    finishedAt = next.isFinal() ? now : null;
    if (next.isFinal()) {
      gate = null;
      verdict = null;
      paused = false;
    }
    note(next.label(), why);
  }

  Step step(Rollout before) {
    Rollout after =
        new Rollout(
            rules,
            phase,
            paused,
            batch,
            batches,
            attempt,
            runs,
            gates,
            run,
            gate,
            verdict,
            reason,
            finishedAt,
            copied ? List.copyOf(nodes) : nodes);
    return new Step(after.equals(before) ? before : after, List.copyOf(notes));
  }
}
