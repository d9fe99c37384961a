package io.muster.domain.task;

import static io.muster.domain.task.Step.Effect.AWAIT_EARLIER;
import static io.muster.domain.task.Step.Effect.RECORD;
import static io.muster.domain.task.Step.Effect.SEND;
import static io.muster.domain.task.Step.Effect.SEND_CANCEL;
import static io.muster.domain.task.TaskState.ACCEPTED;
import static io.muster.domain.task.TaskState.CANCELLED;
import static io.muster.domain.task.TaskState.DISPATCHED;
import static io.muster.domain.task.TaskState.EXPIRED;
import static io.muster.domain.task.TaskState.PENDING;
import static io.muster.domain.task.TaskState.RUNNING;
import static io.muster.domain.task.TaskState.UNKNOWN;

import io.muster.domain.task.TaskEvent.CancelRequested;
import io.muster.domain.task.TaskEvent.Due;
import io.muster.domain.task.TaskEvent.FromAgent;
import io.muster.domain.task.TaskEvent.NodeAsks;
import io.muster.domain.task.TaskEvent.NodeRemoved;
import io.muster.domain.task.TaskEvent.Released;
import io.muster.domain.task.TaskEvent.Report;
import io.muster.domain.task.TaskEvent.Retried;
import java.time.Duration;
import java.time.Instant;

/**
 * One task on one agent. Pure: time arrives inside events, effects leave as values, nothing is
 * logged.
 *
 * <pre>
 *            Released        reply: accepted     started       finished
 *   pending ──────────▶ dispatched ─────▶ accepted ─────▶ running ─────▶ succeeded | failed | timed_out | cancelled
 *      │  (node offline:    │ due: sent again     │             │
 *      │   waits for it)    ▼ acceptBefore        └──────┬──────┘ no word until the deadline, or the agent died
 *      └────────────────▶ expired                        ▼
 *       cancel: cancelled                             unknown
 * </pre>
 *
 * {@code dispatched} is entered before anything is sent: a crash in between costs the time until
 * the task is due and sent again, and a cancel never claims the end of something that may be on its
 * way. An unchanged task means: heard, nothing to do; late and duplicate events are normal.
 *
 * @param acceptGrace how long after {@code acceptBefore} a reply may still be under way
 * @param resultGrace how long after the work's timeout the result may still be under way
 * @param resend when a task that nobody accepted is sent again first; then twice as long each time
 * @param patience how long past its due time a task is kept while replies still wait to be read
 */
public record TaskMachine(
    Duration acceptGrace, Duration resultGrace, Duration resend, Duration patience) {
  private static final int MAX_DOUBLINGS = 5;
  private static final String NOT_SENT = "the node was not there in time; it was never sent";

  /** An agent that dies at the wrong moment may have begun without a word. */
  private static final String SENT =
      "it was sent, and the agent did not say in time that it took it";

  /**
   * What an event makes of a task.
   *
   * @param timeout how long the work of its job may run
   */
  public Step on(Task task, TaskEvent event, Duration timeout) {
    return switch (event) {
      case Retried retried -> onRetried(task);
      case FromAgent reply when reply.attempt() != task.attempt() -> Step.same(task); // fenced
      case FromAgent reply when !task.released() -> Step.same(task); // nobody was asked
      case TaskEvent any when task.state().isFinal() -> Step.same(task); // late
      case Released released -> onReleased(task, released);
      case NodeAsks asks -> onNodeAsks(task, asks);
      case FromAgent reply -> onReply(task, reply, timeout);
      case CancelRequested cancel -> onCancel(task, cancel);
      case Due due -> onDue(task, due);
      case NodeRemoved removed -> onNodeRemoved(task, removed);
    };
  }

  private Step onReleased(Task task, Released event) {
    if (task.released()) {
      return Step.same(task);
    }
    Instant acceptBefore = event.at().plus(event.ttl());
    Task released = task.asReleased(acceptBefore, acceptBefore.plus(acceptGrace));
    return event.online() ? send(released, event.at()) : Step.to(released);
  }

  private Step onNodeAsks(Task task, NodeAsks event) {
    if (task.cancelling()) {
      return Step.to(task, SEND_CANCEL);
    }
    boolean waits = task.state() == PENDING || task.state() == DISPATCHED;
    boolean inTime = task.released() && event.at().isBefore(task.acceptBefore());
    return waits && inTime ? send(task, event.at()) : Step.same(task);
  }

  private Step send(Task task, Instant now) {
    boolean first = task.state() == PENDING;
    Task sent = task.to(DISPATCHED, nextSend(task, now));
    return Step.to(first ? sent.with(task.times().withDispatched(now)) : sent, SEND);
  }

  /** Doubling from {@code resend}, and once more at the very end to be ended. */
  private Instant nextSend(Task task, Instant now) {
    Instant first = task.times().dispatched() == null ? now : task.times().dispatched();
    long waited = Math.max(0, Duration.between(first, now).toMillis());
    long pause = Math.max(resend.toMillis(), Math.min(waited, resend.toMillis() << MAX_DOUBLINGS));
    Instant next = now.plusMillis(pause);
    Instant last = task.acceptBefore().plus(acceptGrace);
    return next.isBefore(task.acceptBefore()) ? next : last;
  }

  private Step onReply(Task task, FromAgent reply, Duration timeout) {
    if (reply.seq() <= task.lastSeq()) {
      return Step.same(task);
    }
    if (reply.seq() > task.lastSeq() + 1 && !reply.insist()) {
      return Step.to(task, AWAIT_EARLIER);
    }
    Task next = task.withLastSeq(reply.seq());
    for (Report report : reply.reports()) {
      next = onReport(next, report, reply.receivedAt(), timeout);
    }
    return Step.to(next, RECORD);
  }

  private Task onReport(Task task, Report report, Instant now, Duration timeout) {
    if (task.state().isFinal()) {
      return task;
    }
    return switch (report) {
      case Report.Accepted accepted -> accepted(task, accepted.at(), now, timeout);
      case Report.Started started -> {
        Task known = accepted(task, started.at(), now, timeout);
        Task running = known.to(RUNNING, now.plus(timeout).plus(resultGrace));
        yield known.state() == RUNNING
            ? known
            : running.with(known.times().withStarted(started.at()));
      }
      case Report.Printed printed -> task;
      case Report.Finished finished ->
          task.ended(finished.state(), finished.at(), finished.ending());
    };
  }

  /**
   * An accepted task starts before its {@code acceptBefore}, so its result is there a timeout
   * later.
   */
  private Task accepted(Task task, Instant at, Instant now, Duration timeout) {
    if (task.state().compareTo(ACCEPTED) >= 0) {
      return task;
    }
    Instant start = later(task.acceptBefore(), now);
    return task.to(ACCEPTED, start.plus(timeout).plus(resultGrace))
        .with(task.times().withAccepted(at));
  }

  private static Instant later(Instant a, Instant b) {
    return a == null || b.isAfter(a) ? b : a;
  }

  private Step onCancel(Task task, CancelRequested event) {
    if (task.state() == PENDING) {
      return Step.to(task.ended(CANCELLED, event.at(), Ending.because(event.reason())), RECORD);
    }
    return Step.to(task.asCancelling(), SEND_CANCEL);
  }

  private Step onDue(Task task, Due event) {
    if (task.dueAt() == null || event.at().isBefore(task.dueAt())) {
      return Step.same(task);
    }
    boolean taken = task.state() == ACCEPTED || task.state() == RUNNING;
    if (!taken && event.at().isBefore(task.acceptBefore())) {
      return task.cancelling() ? resendCancel(task, event.at()) : send(task, event.at());
    }
    if (!event.drained() && event.at().isBefore(task.dueAt().plus(patience))) {
      return Step.same(task);
    }
    return taken
        ? end(task, UNKNOWN, event.at(), "no word from the agent until the deadline")
        : end(task, EXPIRED, event.at(), task.sent() ? SENT : NOT_SENT);
  }

  private Step resendCancel(Task task, Instant now) {
    return Step.to(task.to(task.state(), nextSend(task, now)), SEND_CANCEL);
  }

  private Step onNodeRemoved(Task task, NodeRemoved event) {
    TaskState last =
        task.state() == PENDING ? CANCELLED : task.state() == DISPATCHED ? EXPIRED : UNKNOWN;
    return end(task, last, event.at(), "the node was removed");
  }

  private static Step end(Task task, TaskState last, Instant at, String why) {
    return Step.to(task.ended(last, at, Ending.because(why)), RECORD);
  }

  private Step onRetried(Task task) {
    if (!task.state().isFinal()) {
      return Step.same(task);
    }
    return Step.to(Task.waiting(task.attempt() + 1));
  }
}
