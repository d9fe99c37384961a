package io.muster.agent.core;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.link.Link;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.AskConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import java.security.SecureRandom;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the control plane for configuration: after every connect, when told to, and now and then.
 * Asks again, with jitter, until it is answered, and until an answer brings nothing new.
 */
final class ConfigLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigLoop.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE = 16;

  /** The control plane does not answer now, and says when to ask again. */
  private static final class Refused extends RuntimeException {
    private final long retryAfterMs;

    Refused(String message, long retryAfterMs) {
      super(message, null, false, false);
      this.retryAfterMs = retryAfterMs;
    }
  }

  private final AgentScope scope;
  private final Link link;
  private final Verifier verifier;
  private final Configs configs;
  private final Runnable changed;
  private boolean asking;
  private boolean again;
  private int failures;
  private volatile boolean stopped;

  /** {@code changed} is called when what is run or refused is no longer what it was. */
  ConfigLoop(AgentScope scope, Link link, Verifier verifier, Configs configs, Runnable changed) {
    this.scope = scope;
    this.link = link;
    this.verifier = verifier;
    this.configs = configs;
    this.changed = changed;
    this.stopped = configs == Configs.NONE;
  }

  void start() {
    if (!stopped) {
      poll();
    }
  }

  private void poll() {
    scope
        .workers()
        .after(
            Workers.jitter(scope.options().configPoll()),
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
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    ByteString token = ByteString.copyFrom(nonce);
    String node = scope.options().nodeId();
    NodeRequest request =
        NodeRequest.newBuilder()
            .setNodeId(node)
            .setConfig(AskConfig.newBuilder().addAllRunning(configs.running()).setNonce(token))
            .build();
    link.request(Subjects.catchup(node), request.toByteArray(), TIMEOUT)
        .thenApplyAsync(data -> heard(data, token), scope.workers().threads())
        .whenComplete((more, error) -> scope.workers().run(() -> ended(more, error)));
  }

  /** Whether there may be more to ask for. */
  private boolean heard(byte[] data, ByteString token) {
    try {
      NodeResponse response = NodeResponse.parseFrom(data);
      if (response.hasRefusal()) {
        throw new Refused(
            response.getRefusal().getMessage(), response.getRefusal().getRetryAfterMs());
      }
      if (!response.hasConfigs()) {
        return false; // A control plane that keeps no configuration.
      }
      String objection = verifier.objection(response.getConfigs(), "config");
      if (objection != null) {
        throw new IllegalStateException("the control plane did not sign it: " + objection);
      }
      return take(NodeConfigs.parseFrom(response.getConfigs().getBody()), token);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer that cannot be read: " + e.getMessage(), e);
    }
  }

  private boolean take(NodeConfigs answer, ByteString token) {
    if (!answer.getNodeId().equals(scope.options().nodeId())) {
      throw new IllegalStateException("it is that of node " + answer.getNodeId());
    }
    if (!answer.getNonce().isEmpty() && !answer.getNonce().equals(token)) {
      throw new IllegalStateException("it answers another question");
    }
    if (!configs.take(answer, !answer.getNonce().isEmpty())) {
      return false;
    }
    changed.run();
    return answer.getConfigsCount() > 0;
  }

  private void ended(Boolean more, Throwable error) {
    boolean next;
    synchronized (this) {
      asking = false;
      next = again;
      failures = error == null ? 0 : failures + 1;
    }
    if (error != null) {
      Throwable root = error;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      if (failures == 1 && link.connected()) {
        LOG.warn("no configuration was had, asking again: {}", root.getMessage());
      }
      long after = root instanceof Refused refused ? refused.retryAfterMs : 0;
      long millis = Math.min(MAX_PAUSE.toMillis(), 500L << Math.min(failures, 8));
      scope
          .workers()
          .after(Workers.jitter(Duration.ofMillis(Math.max(millis, 2 * after))), this::ask);
    } else if (next || more) {
      ask();
    }
  }
}
