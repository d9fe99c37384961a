package io.muster.domain.rollout;

import io.muster.domain.rollout.RolloutEvent.Asked;
import io.muster.domain.rollout.RolloutEvent.Begun;
import io.muster.domain.rollout.RolloutEvent.Checked;
import io.muster.domain.rollout.RolloutEvent.JobRefused;
import io.muster.domain.rollout.RolloutEvent.JobStarted;
import io.muster.domain.rollout.RolloutEvent.Readied;
import io.muster.domain.rollout.RolloutEvent.Results;
import io.muster.domain.rollout.RolloutEvent.Returned;
import io.muster.domain.rollout.RolloutEvent.Tick;
import io.muster.domain.rollout.RolloutEvent.Told;
import java.util.ArrayList;
import java.util.List;

/**
 * One rollout. Pure: time arrives inside events, what is to be done follows from the rollout alone
 * ({@link #outstanding}), nothing is logged.
 *
 * <pre>
 *   pending ──▶ running ◀──▶ waiting ──▶ succeeded
 *                  │  too many failed, a check failed, somebody asked
 *                  ├──────▶ failed          (retry: running again)
 *                  ├──────▶ aborting ──▶ aborted
 *                  └──────▶ rolling_back ──▶ rolled_back | rollback_failed
 * </pre>
 *
 * At most one job is under way at any time. Nothing is started while it is paused. An unchanged
 * rollout means: heard, nothing to do; late and duplicate events are normal. A person's wish that
 * makes no sense now throws {@link Refused}.
 */
public final class RolloutMachine {
  private RolloutMachine() {}

  /** What an event makes of a rollout. */
  public static Step on(Rollout rollout, RolloutEvent event) {
    Draft draft = new Draft(rollout, event.at());
    switch (event) {
      case Begun begun -> Progress.begin(draft);
      case Readied readied -> Runs.readied(draft, readied);
      case JobStarted started -> Runs.started(draft, started);
      case JobRefused refused -> Runs.refused(draft, refused);
      case Told told -> Runs.told(draft, told);
      case Results results -> Runs.results(draft, results);
      case Checked checked -> Gates.checked(draft, checked);
      case Returned returned -> Gates.returned(draft, returned);
      case Tick tick -> Gates.tick(draft);
      case Asked asked -> Wishes.asked(draft, asked);
    }
    Progress.proceed(draft);
    return draft.step(rollout);
  }

  /** What has to be done now for the rollout to go on. */
  public static List<Effect> outstanding(Rollout rollout) {
    if (rollout.run() != null) {
      return ofRun(rollout, rollout.run());
    }
    Gate gate = rollout.gate();
    if (gate == null || rollout.paused()) {
      return List.of();
    }
    if (gate.checks()) {
      return List.of(new Effect.RunChecks(gate));
    }
    return gate.stage() == Gate.Stage.RETURN
        ? List.of(
            new Effect.LookForReturned(
                gate.no(),
                rollout.nodes().stream().filter(n -> n.state() == NodeState.SKIPPED).toList()))
        : List.of();
  }

  private static List<Effect> ofRun(Rollout rollout, Run run) {
    if (run.jobId() != null) {
      List<Effect> effects = new ArrayList<>();
      if (run.wanted() != run.told()) {
        effects.add(new Effect.TellJob(run.seq(), run.jobId(), run.wanted()));
      }
      effects.add(new Effect.Observe(run.seq(), run.jobId()));
      return effects;
    }
    if (run.ready() && run.wanted().compareTo(Run.Order.DRAIN) >= 0) {
      return List.of(new Effect.Forestall(run.seq()));
    }
    if (rollout.paused()) {
      return List.of();
    }
    List<RolloutNode> nodes = rollout.membersOf(run).toList();
    if (!run.ready()) {
      return List.of(new Effect.MakeReady(run.seq(), nodes));
    }
    return List.of(
        run.undoes()
            ? new Effect.StartUndo(run.seq(), run.of(), nodes)
            : new Effect.StartJob(run.seq(), run.batch(), nodes));
  }
}
