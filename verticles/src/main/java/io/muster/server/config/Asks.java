package io.muster.server.config;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.domain.config.Layer;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.AskConfig;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Refusal;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.protocol.agent.v1.Signed;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.config.Settling.Settled;
import io.muster.store.config.NodeState;
import io.muster.trust.BatchSigner;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers agents that ask for their configuration, many together with one signature. */
final class Asks {
  private static final Logger LOG = LoggerFactory.getLogger(Asks.class);
  private static final int MAX_WAITING = 100_000;

  /** Of a made-up revision no successor fits into a number. */
  private static final long MAX_SAID = 1L << 52;

  /** One agent's question. {@code replyTo} lies below the agent's own inbox. */
  private record Question(String node, AskConfig ask, String replyTo) {
    Map<String, Long> said() {
      Map<String, Long> said = new HashMap<>();
      for (RunningConfig running : ask.getRunningList()) {
        if (running.getRevision() <= MAX_SAID) {
          said.put(running.getComponent(), running.getRevision());
        }
      }
      return said;
    }

    /** Whether the agent has that revision, or has refused it. */
    boolean knows(NodeState state) {
      return ask.getRunningList().stream()
          .filter(running -> running.getComponent().equals(state.component()))
          .anyMatch(
              running ->
                  running.getRevision() == state.revision()
                      || running.getRefusedRevision() == state.revision());
    }
  }

  private final Link link;
  private final BatchSigner signer;
  private final Settling settling;
  private final SecretStore secrets;
  private final ConfigConfig config;
  private final Effective effective = new Effective();
  private final Counter refused;
  private final Counter answered;
  private final BlockingQueue<Question> waiting = new LinkedBlockingQueue<>(MAX_WAITING);

  Asks(
      Link link,
      BatchSigner signer,
      Settling settling,
      SecretStore secrets,
      ConfigConfig config,
      MeterRegistry meters) {
    this.link = link;
    this.signer = signer;
    this.settling = settling;
    this.secrets = secrets;
    this.config = config;
    refused = meters.counter("muster.config.asks.refused");
    answered = meters.counter("muster.config.asks.answered");
  }

  /**
   * Takes a question in; runs on the link's thread. What does not fit is not answered, and asked
   * again.
   *
   * @return whether there is something to answer
   */
  boolean hear(Link.Inbound inbound) {
    try {
      NodeRequest request = NodeRequest.parseFrom(inbound.data());
      if (!request.hasConfig()) {
        return false;
      }
      String node = Subjects.nodeOf(inbound.subject());
      if (!request.getNodeId().equals(node)
          || inbound.replyTo() == null
          || !inbound.replyTo().startsWith(Subjects.inboxPrefix(node))) {
        refused.increment();
        LOG.warn(
            "a question on {} names node '{}' and answers to '{}'; it is refused",
            inbound.subject(),
            request.getNodeId(),
            inbound.replyTo());
        return false;
      }
      return waiting.offer(new Question(node, request.getConfig(), inbound.replyTo()));
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      refused.increment();
      return false;
    }
  }

  /** Answers what has come. Awaits. */
  boolean round(Vertx vertx, Caller caller) {
    if (waiting.isEmpty()) {
      return false;
    }
    vertx.timer(config.gather().toMillis(), TimeUnit.MILLISECONDS).await();
    List<Question> drained = new ArrayList<>();
    waiting.drainTo(drained, config.batch());
    Map<String, Question> questions = new LinkedHashMap<>();
    drained.forEach(question -> questions.put(question.node(), question));
    try {
      answer(questions, caller);
    } catch (Failure failure) {
      refuse(questions.values(), failure);
      throw failure;
    }
    return !waiting.isEmpty();
  }

  private void answer(Map<String, Question> questions, Caller caller) {
    Map<String, Map<String, Long>> said = new HashMap<>();
    questions.forEach((node, question) -> said.put(node, question.said()));
    Settled settled = settling.settle(questions.keySet(), said, caller);
    Map<String, List<NodeState>> states = settled.byNode();
    List<Question> asked = List.copyOf(questions.values());
    List<byte[]> bodies = new ArrayList<>(asked.size());
    SecretStore.Values values = secrets.new Values();
    for (Question question : asked) {
      bodies.add(
          configs(question, states.getOrDefault(question.node(), List.of()), settled, values)
              .toByteArray());
    }
    List<Signed> signed = signer.sign("config", bodies);
    for (int i = 0; i < asked.size(); i++) {
      send(asked.get(i), NodeResponse.newBuilder().setConfigs(signed.get(i)).build());
    }
    answered.increment(asked.size());
  }

  private NodeConfigs configs(
      Question question, List<NodeState> states, Settled settled, SecretStore.Values values) {
    NodeConfigs.Builder answer =
        NodeConfigs.newBuilder().setNodeId(question.node()).setNonce(question.ask().getNonce());
    long bytes = 0;
    for (NodeState state : states) {
      if (state.wanted() == 0) {
        continue;
      }
      answer.addComponents(state.component());
      if (question.knows(state)) {
        continue;
      }
      List<Layer> layers = settled.picture().of(question.node(), state.component());
      Optional<NodeConfig> one =
          values.into(
              NodeConfig.newBuilder()
                  .setComponent(state.component())
                  .setRevision(state.revision())
                  .setDocumentJson(effective.json(layers))
                  .build());
      bytes += one.map(NodeConfig::getSerializedSize).orElse(0);
      if (answer.getConfigsCount() == 0 || bytes <= config.answerBytes().bytes()) {
        one.ifPresent(answer::addConfigs);
      }
    }
    return answer.build();
  }

  private void refuse(Iterable<Question> questions, Failure failure) {
    NodeResponse response =
        NodeResponse.newBuilder()
            .setRefusal(
                Refusal.newBuilder()
                    .setCode(failure.code().name())
                    .setMessage(failure.getMessage())
                    .setRetryAfterMs(Math.max(1000, failure.retryAfter().toMillis())))
            .build();
    questions.forEach(question -> send(question, response));
  }

  private void send(Question question, NodeResponse response) {
    try {
      link.publish(question.replyTo(), response.toByteArray());
    } catch (LinkException e) {
      LOG.debug("an answer for {} could not be sent; the agent asks again", question.node(), e);
    }
  }
}
