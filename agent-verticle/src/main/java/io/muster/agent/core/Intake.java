package io.muster.agent.core;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.ledger.AttemptKey;
import io.muster.agent.ledger.Ledger;
import io.muster.protocol.agent.v1.CancelTask;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.agent.v1.Task;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of an envelope. Live messages, catch-up and cancels all come here, in any
 * order and any number of times.
 */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final Pattern TASK_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final AgentScope scope;
  private final Verifier verifier;
  private final Runs runs;
  private final Endings endings;

  Intake(AgentScope scope, Verifier verifier, Runs runs, Endings endings) {
    this.scope = scope;
    this.verifier = verifier;
    this.runs = runs;
    this.endings = endings;
  }

  /** An envelope, from the subject or from catch-up. May block for the ledger's disk. */
  void hear(Signed signed) {
    Task task = verified(signed);
    if (task == null) {
      return;
    }
    AttemptKey key = new AttemptKey(task.getTaskId(), task.getAttempt());
    Ledger ledger = scope.ledger();
    if (runs.has(key)) {
      return;
    }
    if (ledger.knows(key)) {
      endings.tellAgain(key);
      return;
    }
    long late = scope.clock().millis() - task.getAcceptBeforeMs();
    if (late > 0) {
      endings.refuse(task, Outcome.OUTCOME_EXPIRED, "heard " + late + " ms after its time");
      return;
    }
    ledger
        .cancelled(key)
        .ifPresentOrElse(
            reason -> endings.refuse(task, Outcome.OUTCOME_CANCELLED, reason),
            () -> {
              runs.take(key, task);
              // One that came in between finds nothing to cancel and is remembered instead.
              ledger.cancelled(key).ifPresent(reason -> runs.cancel(key, reason));
            });
  }

  /** A cancel; one whose task was not heard yet is remembered. */
  void cancel(CancelTask cancel) {
    AttemptKey key = new AttemptKey(cancel.getTaskId(), cancel.getAttempt());
    if (runs.cancel(key, cancel.getReason())) {
      return;
    }
    if (scope.ledger().knows(key)) {
      endings.tellAgain(key);
    } else if (TASK_ID.matcher(cancel.getTaskId()).matches()) {
      scope.ledger().cancel(key, cancel.getReason());
    }
  }

  private Task verified(Signed signed) {
    String objection = verifier.objection(signed, "task");
    if (objection != null) {
      LOG.warn("a task that the control plane did not sign was dropped: {}", objection);
      return null;
    }
    try {
      Task task = Task.parseFrom(signed.getBody());
      if (!task.getNodeId().equals(scope.options().nodeId())) {
        LOG.warn("task {} for node {} was dropped", task.getTaskId(), task.getNodeId());
        return null;
      }
      if (!TASK_ID.matcher(task.getTaskId()).matches()) {
        LOG.warn("a task with the malformed id '{}' was dropped", task.getTaskId());
        return null;
      }
      return task;
    } catch (InvalidProtocolBufferException e) {
      LOG.warn("a signed task could not be read: {}", e.getMessage());
      return null;
    }
  }
}
