package io.muster.domain.rollout;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What can happen to a rollout. Time arrives here and nowhere else. */
public sealed interface RolloutEvent {
  Instant at();

  /** A control-plane node took it up for the first time. */
  record Begun(Instant at) implements RolloutEvent {}

  /**
   * It was looked which nodes of the next run can work.
   *
   * @param unfit those that cannot, by ordinal, with the reason
   */
  record Readied(Instant at, int run, Map<Integer, String> unfit) implements RolloutEvent {}

  /** The job of a run is committed. */
  record JobStarted(Instant at, int run, String jobId) implements RolloutEvent {}

  /** The job of a run was refused and never will be. */
  record JobRefused(Instant at, int run, String message) implements RolloutEvent {}

  /** The job does as it was told. */
  record Told(Instant at, int run, Run.Order order) implements RolloutEvent {}

  /**
   * Nodes of a run ended.
   *
   * @param ended the job has: what has no result now never will
   */
  record Results(Instant at, int run, List<Result> results, boolean ended)
      implements RolloutEvent {}

  /**
   * The checks of a gate came to an end.
   *
   * @param unhealthy nodes on which the health command failed, by ordinal, with what it said
   */
  record Checked(
      Instant at, int gate, boolean passed, Map<Integer, String> unhealthy, String message)
      implements RolloutEvent {}

  /** Nodes that were left out can work now. */
  record Returned(Instant at, int gate, List<Integer> ordinals) implements RolloutEvent {}

  /** Time has passed. */
  record Tick(Instant at) implements RolloutEvent {}

  /** A person wants something. */
  record Asked(Instant at, Verb verb, String reason) implements RolloutEvent {}

  /** What a person can want. */
  enum Verb {
    PAUSE,
    RESUME,
    PROMOTE,
    ABORT,
    RETRY,
    ROLLBACK;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a node ended. */
  record Result(int ordinal, How how, String message) {}

  /** In which ways a node can end. */
  enum How {
    SUCCEEDED,
    /** It was so already. */
    UNCHANGED,
    /** It may have changed something. */
    FAILED,
    /** It certainly changed nothing. */
    NOT_DONE,
    /** It was never sent. */
    NOT_SENT
  }
}
