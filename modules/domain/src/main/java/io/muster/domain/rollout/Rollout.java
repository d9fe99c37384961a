package io.muster.domain.rollout;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A rollout as it stands.
 *
 * @param batch the one that is or was worked on last, from 0
 * @param batches how many there are
 * @param attempt from 1; grows when somebody retries
 * @param runs how many jobs it wanted so far
 * @param gates how many stages of gates it came to so far
 * @param run the job under way or about to be; null for none
 * @param gate where it waits; null when it does not
 * @param verdict what it does once the run has ended; null to go on
 * @param reason why it stands where it does, for people
 */
public record Rollout(
    Rules rules,
    Phase phase,
    boolean paused,
    int batch,
    int batches,
    int attempt,
    int runs,
    int gates,
    Run run,
    Gate gate,
    Verdict verdict,
    String reason,
    Instant finishedAt,
    List<RolloutNode> nodes) {

  /** What follows when enough is enough. */
  public enum Verdict {
    FAIL,
    ROLL_BACK
  }

  /** A new one that nobody has taken up. */
  public static Rollout pending(Rules rules, int batches, List<RolloutNode> nodes) {
    return new Rollout(
        rules, Phase.PENDING, false, 0, batches, 1, 0, 0, null, null, null, "", null, nodes);
  }

  /** As people see it: {@code paused}, or the phase. */
  public String label() {
    return paused ? "paused" : phase.label();
  }

  /** Nodes in a state. */
  public int count(NodeState state) {
    return (int) nodes.stream().filter(node -> node.state() == state).count();
  }

  /** The nodes that a run is about: those that it will start, or those that it started. */
  public Stream<RolloutNode> membersOf(Run which) {
    return which.ready()
        ? nodes.stream().filter(node -> node.run() == which.seq())
        : nodes.stream()
            .filter(node -> node.batch() == which.batch() && node.state() == NodeState.WAITING);
  }
}
