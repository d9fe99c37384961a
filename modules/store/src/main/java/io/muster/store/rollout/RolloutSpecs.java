package io.muster.store.rollout;

import io.muster.domain.rollout.Limit;
import io.muster.domain.rollout.Rules;
import io.muster.protocol.v1.RolloutChecks;
import io.muster.protocol.v1.StartRolloutRequest;
import java.time.Duration;

/** What a request means for the machine. Defaults are filled in before it comes here. */
public final class RolloutSpecs {
  private RolloutSpecs() {}

  /**
   * The rules of a rollout.
   *
   * @throws IllegalArgumentException naming what cannot be read
   */
  public static Rules rules(StartRolloutRequest spec) {
    RolloutChecks checks = spec.getChecks();
    boolean any =
        checks.hasHealth()
            || checks.hasPrometheus()
            || !checks.getHttp().isEmpty()
            || !checks.getTcp().isEmpty();
    return new Rules(
        spec.getMaxFailures().isEmpty() ? new Limit(0, false) : Limit.parse(spec.getMaxFailures()),
        spec.getMaxBatchFailures().isEmpty() ? Limit.NONE : Limit.parse(spec.getMaxBatchFailures()),
        spec.getOnFailure().equals("rollback"),
        undoable(spec),
        spec.getAutoAdvance(),
        duration(spec.getInterval()),
        spec.hasObserve() ? duration(spec.getObserve()) : Duration.ZERO,
        any,
        duration(checks.getTimeout()),
        duration(spec.getReturnFor()));
  }

  /** Whether there is something that undoes the work. */
  public static boolean undoable(StartRolloutRequest spec) {
    return spec.hasUndoShell() || spec.hasFile() || spec.hasConfig();
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }
}
