package io.muster.server.blob;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.BlobPiece;
import io.muster.protocol.agent.v1.BlobRequest;
import io.muster.protocol.agent.v1.Refusal;
import io.muster.runtime.Bus;
import io.muster.runtime.Failure;
import io.muster.server.content.Contents;
import io.muster.store.file.FileLedger;
import io.muster.store.file.Manifest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands content to agents, a window of pieces at a time.
 *
 * <p><b>Owns</b> nothing. <b>Hears</b> {@code muster.blob.*}, one of the control-plane nodes for
 * each question. <b>Says</b> pieces on the asker's inbox, refusing any other reply-to, and only of
 * content that an open task of that node refers to. What is under way is bounded, together and for
 * each agent: whoever asks beyond it is told when to ask again. <b>Crash</b>: the agent hears
 * nothing and asks again for what it lacks.
 */
public final class BlobVerticle extends VerticleBase {
  /** The largest piece, in bytes. */
  static final int PIECE = 256 * 1024;

  static final int MAX_PIECES = 8;
  private static final Logger LOG = LoggerFactory.getLogger(BlobVerticle.class);
  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(30);

  private final Link link;
  private final Contents contents;
  private final BlobConfig config;
  private final Decisions decisions;
  private final Bounds bounds;
  private final Counter sent;
  private final Counter busy;
  private final Counter refused;
  private Link.Subscription subscription;

  /** {@code link} is for this alone, so that content does not stand before tasks. */
  public BlobVerticle(
      Link link,
      Contents contents,
      FileLedger ledger,
      BlobConfig config,
      Clock clock,
      MeterRegistry meters) {
    this.link = link;
    this.contents = contents;
    this.config = config;
    this.decisions = new Decisions(ledger, config.decisionTtl(), clock);
    this.bounds = new Bounds(config.maxInFlight().bytes(), config.perNode().bytes());
    this.sent = meters.counter("muster.blob.sent.bytes");
    this.busy = meters.counter("muster.blob.busy");
    this.refused = meters.counter("muster.blob.refused");
    meters.gauge("muster.blob.in.flight.bytes", bounds, Bounds::taken);
  }

  @Override
  public Future<?> start() {
    Context here = vertx.getOrCreateContext();
    subscription = link.subscribe(Subjects.BLOB_ALL, "muster-blob", inbound -> hear(here, inbound));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    subscription.close();
    return Future.succeededFuture();
  }

  /** A question that may be answered. */
  private record Question(BlobRequest request, String replyTo, long bytes) {
    String node() {
      return request.getNodeId();
    }
  }

  /** Runs on the link's thread. */
  private void hear(Context here, Link.Inbound inbound) {
    Question question;
    try {
      question = question(inbound);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      refused.increment();
      LOG.warn("a question on {} is refused: {}", inbound.subject(), e.getMessage());
      return;
    }
    if (bounds.take(question.node(), question.bytes())) {
      here.runOnContext(go -> serve(question));
    } else {
      busy.increment();
      refuse(question, busy());
    }
  }

  private static Question question(Link.Inbound inbound) throws InvalidProtocolBufferException {
    BlobRequest request = BlobRequest.parseFrom(inbound.data());
    String node = Subjects.nodeOf(inbound.subject());
    if (!request.getNodeId().equals(node)) {
      throw new IllegalArgumentException("it names node '" + request.getNodeId() + "'");
    }
    if (inbound.replyTo() == null || !inbound.replyTo().startsWith(Subjects.inboxPrefix(node))) {
      throw new IllegalArgumentException("it answers to '" + inbound.replyTo() + "'");
    }
    int pieces = Math.clamp(request.getPieces(), 1, MAX_PIECES);
    return new Question(request, inbound.replyTo(), (long) pieces * PIECE);
  }

  /** Spread out, or all who were told to wait come back at once. */
  private Failure busy() {
    long most = config.retryAfter().toMillis();
    Duration wait = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    return new Failure(
        FailureCode.BUSY, "this node sends as much as it may; ask again", wait, null);
  }

  private void serve(Question question) {
    try {
      long bytes = send(question);
      // Until the server has it, it is under way.
      Future.fromCompletionStage(link.flush(FLUSH_LIMIT), vertx.getOrCreateContext()).await();
      sent.increment(bytes);
    } catch (LinkException e) {
      LOG.debug("{} did not get what it asked for and asks again", question.node(), e);
    } catch (Throwable error) { // whoever asked must hear of it
      if (error instanceof InterruptedException) {
        return; // the verticle is being undeployed
      }
      Failure failure = Bus.failureOf(error, "blob");
      if (failure.code() == FailureCode.INTERNAL) {
        LOG.error("content for {} cannot be sent", question.node(), error);
      }
      refused.increment();
      refuse(question, failure);
    } finally {
      bounds.give(question.node(), question.bytes());
    }
  }

  /** Publishes a window; returns its size in bytes. */
  private long send(Question question) {
    BlobRequest request = question.request();
    if (!decisions.allows(question.node(), request.getTaskId(), request.getSha256())) {
      throw Failure.denied(
          "no open task '"
              + request.getTaskId()
              + "' of this node refers to the content "
              + request.getSha256());
    }
    Manifest content =
        contents
            .manifest(request.getSha256())
            .orElseThrow(
                () ->
                    Failure.notFound(
                        "the content " + request.getSha256() + " is not kept any more"));
    long at = request.getOffset();
    if (at < 0 || at > content.size() || at == content.size() && at > 0) {
      throw Failure.invalid("offset " + at + " is not within " + content.size() + " bytes");
    }
    if (content.size() == 0) {
      link.publish(question.replyTo(), piece(content, 0, new byte[0], 0, 0));
      return 0;
    }
    // Whole windows, or an agent that asks for the next one leaves a gap: where a chunk ends within
    // a
    // piece, there are more and smaller pieces.
    long end = Math.min(content.size(), at + question.bytes());
    while (at < end) {
      Manifest.Part part = content.parts().get(content.at(at));
      byte[] chunk = contents.chunk(content, part);
      int length = (int) Math.min(PIECE, Math.min(end, part.end()) - at);
      link.publish(
          question.replyTo(), piece(content, at, chunk, (int) (at - part.start()), length));
      at += length;
    }
    return at - request.getOffset();
  }

  private static byte[] piece(Manifest content, long at, byte[] chunk, int from, int length) {
    return BlobPiece.newBuilder()
        .setOffset(at)
        .setSize(content.size())
        .setData(UnsafeByteOperations.unsafeWrap(chunk, from, length))
        .build()
        .toByteArray();
  }

  private void refuse(Question question, Failure failure) {
    Refusal.Builder refusal =
        Refusal.newBuilder()
            .setCode(failure.code().name())
            .setMessage(failure.getMessage())
            .setRetryAfterMs(failure.retryAfter().toMillis());
    BlobPiece piece =
        BlobPiece.newBuilder()
            .setRefusal(refusal)
            .setOffset(question.request().getOffset())
            .build();
    try {
      link.publish(question.replyTo(), piece.toByteArray());
    } catch (LinkException e) {
      LOG.debug("{} could not be refused; it asks again", question.node(), e);
    }
  }
}
