package io.muster.server.catchup;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Refusal;
import io.muster.runtime.Bus;
import io.muster.runtime.Failure;
import io.muster.runtime.Loop;
import io.muster.server.effects.Effects;
import io.muster.server.effects.Envelopes;
import io.muster.server.effects.Specs;
import io.muster.store.job.Applied;
import io.muster.store.job.JobLedger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells agents that come back what is open for them.
 *
 * <p><b>Owns</b> nothing of its own; it moves {@code task} through the job ledger. <b>Hears</b>
 * {@code muster.catchup.*}, one of the control-plane nodes for each question. <b>Says</b> signed
 * tasks on the asker's inbox, refusing any other reply-to. <b>Crash</b>: the agent hears nothing
 * and asks again.
 */
public final class CatchUpVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUpVerticle.class);
  private static final int MAX_WAITING = 100_000;
  private static final Duration FLUSH = Duration.ofSeconds(5);

  /** What the verticle stands on. */
  public record Needs(
      JobLedger ledger, Specs specs, Link link, Envelopes envelopes, MeterRegistry meters) {}

  private final Needs needs;
  private final CatchUpConfig config;
  private final Answers answers;
  private final Counter refused;
  private final Counter answered;
  private final BlockingQueue<Question> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private Effects effects;
  private Link.Subscription subscription;
  private Loop loop;

  public CatchUpVerticle(Needs needs, CatchUpConfig config) {
    this.needs = needs;
    this.config = config;
    this.answers =
        new Answers(
            needs.envelopes(), needs.specs(), config.pageTasks(), config.pageBytes().bytes());
    refused = needs.meters().counter("muster.catchup.refused");
    answered = needs.meters().counter("muster.catchup.answered");
  }

  @Override
  public Future<?> start() {
    effects = new Effects(vertx, new Bus(vertx));
    loop = Loop.start(vertx, "catchup", Duration.ofSeconds(1), this::round);
    subscription = needs.link().subscribe(Subjects.CATCHUP_ALL, "muster-catchup", this::hear);
    // Known to the server before the node serves; while it is away, from its return on.
    return Future.fromCompletionStage(needs.link().flush(FLUSH)).otherwiseEmpty();
  }

  @Override
  public Future<?> stop() {
    subscription.close();
    loop.stop();
    return Future.succeededFuture();
  }

  /** Runs on the link's thread. What does not fit is not answered, and asked again. */
  private void hear(Link.Inbound inbound) {
    try {
      NodeRequest request = NodeRequest.parseFrom(inbound.data());
      if (!request.hasCatchUp()) {
        return;
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
        return;
      }
      if (waiting.offer(new Question(node, request.getCatchUp().getCursor(), inbound.replyTo()))) {
        loop.wake();
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      refused.increment();
    }
  }

  private boolean round() {
    if (waiting.isEmpty()) {
      return false;
    }
    vertx.timer(config.gather().toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS).await();
    Map<String, Question> questions = new LinkedHashMap<>();
    List<Question> drained = new ArrayList<>();
    waiting.drainTo(drained, config.batch());
    drained.forEach(question -> questions.put(question.nodeId(), question));
    try {
      answer(questions);
    } catch (Failure failure) {
      refuse(questions.values(), failure);
      throw failure;
    }
    return !waiting.isEmpty();
  }

  private void answer(Map<String, Question> questions) {
    List<JobLedger.Ask> asks =
        questions.values().stream().map(q -> new JobLedger.Ask(q.nodeId(), q.cursor())).toList();
    Applied applied = needs.ledger().catchUp(asks, config.pageTasks());
    Map<String, Question> unanswered = new LinkedHashMap<>(questions);
    answers.each(
        applied,
        (node, page) -> Optional.ofNullable(unanswered.remove(node)).ifPresent(q -> send(q, page)));
    NodeResponse nothing = Answers.nothing();
    unanswered.values().forEach(question -> send(question, nothing));
    answered.increment(questions.size());
    applied.jobs().forEach(effects::jobChanged);
  }

  private void refuse(Iterable<Question> questions, Failure failure) {
    FailureCode code = failure.code();
    NodeResponse response =
        NodeResponse.newBuilder()
            .setRefusal(
                Refusal.newBuilder()
                    .setCode(code.name())
                    .setMessage(failure.getMessage())
                    .setRetryAfterMs(Math.max(1000, failure.retryAfter().toMillis())))
            .build();
    questions.forEach(question -> send(question, response));
  }

  private void send(Question question, NodeResponse response) {
    try {
      needs.link().publish(question.replyTo(), response.toByteArray());
    } catch (LinkException e) {
      LOG.debug("an answer for {} could not be sent; the agent asks again", question.nodeId(), e);
    }
  }
}
