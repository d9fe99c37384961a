package io.muster.agent.core;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.link.Link;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.CatchUp;
import io.muster.protocol.agent.v1.CatchUpPage;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane for open tasks: after every connect once the subscriptions stand, when
 * told to, and now and then. Asks again, with jitter, until it is answered.
 */
final class CatchUpLoop {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUpLoop.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  private final AgentScope scope;
  private final Link link;
  private final String session;
  private final Intake intake;
  private boolean asking;
  private boolean again;
  private int failures;
  private volatile boolean stopped;

  CatchUpLoop(AgentScope scope, Link link, String session, Intake intake) {
    this.scope = scope;
    this.link = link;
    this.session = session;
    this.intake = intake;
  }

  void start() {
    poll();
  }

  private void poll() {
    scope
        .workers()
        .after(
            Workers.jitter(scope.options().catchUpPoll()),
            () -> {
              if (!stopped) {
                ask();
                poll();
              }
            });
  }

  void stop() {
    stopped = true;
  }

  /** Asks now; while a question is open another one follows it. */
  void ask() {
    synchronized (this) {
      if (stopped || !link.connected()) {
        return;
      }
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      again = false;
    }
    link.flush(TIMEOUT)
        .thenCompose(flushed -> page(""))
        .whenComplete((ok, error) -> scope.workers().run(() -> ended(error)));
  }

  private CompletableFuture<Void> page(String cursor) {
    NodeRequest request =
        NodeRequest.newBuilder()
            .setNodeId(scope.options().nodeId())
            .setCatchUp(CatchUp.newBuilder().setCursor(cursor).setSession(session))
            .build();
    return link.request(Subjects.catchup(scope.options().nodeId()), request.toByteArray(), TIMEOUT)
        .thenComposeAsync(
            data -> {
              CatchUpPage page = read(data);
              page.getCancelsList().forEach(intake::cancel);
              page.getTasksList().forEach(intake::hear);
              return page.getCursor().isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : page(page.getCursor());
            },
            scope.workers().threads());
  }

  private static CatchUpPage read(byte[] data) {
    try {
      NodeResponse response = NodeResponse.parseFrom(data);
      if (response.hasRefusal()) {
        throw new IllegalStateException(response.getRefusal().getMessage());
      }
      return response.getPage();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer that cannot be read: " + e.getMessage(), e);
    }
  }

  private void ended(Throwable error) {
    boolean more;
    synchronized (this) {
      asking = false;
      more = again;
      failures = error == null ? 0 : failures + 1;
    }
    if (error != null) {
      if (failures == 1 && link.connected()) {
        LOG.warn(
            "the control plane does not answer for open tasks, asking again: {}", cause(error));
      }
      long millis = Math.min(MAX_PAUSE.toMillis(), 500L << Math.min(failures, 8));
      scope.workers().after(Workers.jitter(Duration.ofMillis(millis)), this::ask);
    } else if (more) {
      ask();
    }
  }

  private static String cause(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
