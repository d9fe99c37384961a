package io.muster.domain.task;

import java.util.EnumSet;
import java.util.Set;

/**
 * What an event made of a task, and what must be done once that is committed.
 *
 * @param effects done in the order in which they are declared
 */
public record Step(Task task, Set<Effect> effects) {
  /** What follows from a step. */
  public enum Effect {
    /** Heard it, and there was something to record: an event for watchers. */
    RECORD,
    /** An earlier reply has not arrived: this one must come again later. */
    AWAIT_EARLIER,
    /** Send the task to its node, perhaps once more; the agent drops what it has. */
    SEND,
    /** Tell the agent to end it. */
    SEND_CANCEL
  }

  static Step same(Task task) {
    return new Step(task, EnumSet.noneOf(Effect.class));
  }

  static Step to(Task task, Effect... effects) {
    Set<Effect> set = EnumSet.noneOf(Effect.class);
    set.addAll(java.util.Arrays.asList(effects));
    return new Step(task, set);
  }

  public boolean has(Effect effect) {
    return effects.contains(effect);
  }
}
