package io.muster.store.people;

import io.muster.domain.access.Reach;
import java.util.List;

/**
 * To which nodes a role or a token is limited.
 *
 * @param target empty for no limit
 * @param environments their names; empty for no limit
 * @param targets what the environments pick now
 */
public record Limit(String target, List<String> environments, List<String> targets) {
  public static final Limit NONE = new Limit("", List.of(), List.of());

  /** Copies. */
  public Limit {
    environments = List.copyOf(environments);
    targets = List.copyOf(targets);
  }

  /** What cannot be understood any more reaches nothing. */
  public Reach reach() {
    Reach reach = environments.isEmpty() ? Reach.ALL : Reach.NONE;
    for (String each : targets) {
      reach = reach.or(read(each));
    }
    return target.isEmpty() ? reach : reach.and(read(target));
  }

  private static Reach read(String target) {
    try {
      return Reach.of(target);
    } catch (IllegalArgumentException e) {
      return Reach.NONE;
    }
  }
}
