package io.muster.agent.core;

import io.muster.agent.executor.Outcomes;
import io.muster.agent.ledger.AttemptKey;
import io.muster.agent.ledger.Ledger;
import io.muster.link.Link;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends of attempts that do not come from a run. */
final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

  private final AgentScope scope;
  private final Link link;

  Endings(AgentScope scope, Link link) {
    this.scope = scope;
    this.link = link;
  }

  /** Ends a task that never ran and never will. */
  void refuse(Task task, Outcome outcome, String message) {
    AttemptKey key = new AttemptKey(task.getTaskId(), task.getAttempt());
    try {
      if (!scope.ledger().accept(key, task.getAcceptBeforeMs())) {
        return;
      }
    } catch (IOException e) {
      LOG.error("the refusal of {} cannot be written down: {}", key, e.toString());
    }
    end(key, 1, Outcomes.of(outcome, message));
  }

  /** Ends an attempt with its {@code seq}-th reply. */
  void end(AttemptKey key, long seq, Finished finished) {
    scope.ledger().append(key, reply(key, seq, finished));
    scope.ledger().sync(key);
    scope.sender().kick(key);
  }

  /**
   * The control plane still asks for an attempt that has ended here: either its reply is on its
   * way, or it was lost after JetStream took it. Saying it again is harmless: it has the same
   * number.
   */
  void tellAgain(AttemptKey key) {
    if (scope.ledger().waiting(key) > 0) {
      scope.sender().kick(key);
      return;
    }
    scope.ledger().ending(key).ifPresent(ending -> publish(key, ending));
  }

  private void publish(AttemptKey key, Ledger.Ending ending) {
    Reply reply = reply(key, ending.lastSeq(), ending.finished());
    try {
      link.store(Subjects.reply(scope.options().nodeId(), key.taskId()), reply.toByteArray(), null)
          .exceptionally(
              error -> {
                LOG.debug("the end of {} could not be told again", key, error);
                return null;
              });
    } catch (RuntimeException e) {
      LOG.debug("the end of {} could not be told again", key, e);
    }
  }

  private Reply reply(AttemptKey key, long seq, Finished finished) {
    return Reply.newBuilder()
        .setNodeId(scope.options().nodeId())
        .setTaskId(key.taskId())
        .setAttempt(key.attempt())
        .setSeq(seq)
        .addEvents(Event.newBuilder().setAtMs(scope.clock().millis()).setFinished(finished))
        .build();
  }
}
