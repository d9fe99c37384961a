package io.muster.server.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.domain.audit.Break;
import io.muster.domain.audit.ChainRow;
import io.muster.domain.audit.ChainWalk;
import io.muster.domain.audit.Head;
import io.muster.link.AuditHeads;
import io.muster.link.LinkException;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.v1.AuditHead;
import io.muster.protocol.v1.AuditVerification;
import io.muster.runtime.Failure;
import io.muster.runtime.Streams;
import io.muster.trust.SignatureVerifier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Goes through the whole chain and compares it with every head that was published of it. */
final class Verifying {
  private static final int PAGE = 1000;
  private static final int TELL_EVERY = 50;
  private static final int HEADS_AT_ONCE = 200;
  private static final Instant FOREVER = Instant.parse("9999-12-31T00:00:00Z");

  private final Vertx vertx;
  private final AuditVerticle.Needs needs;
  private final SignatureVerifier signatures;

  Verifying(Vertx vertx, AuditVerticle.Needs needs) {
    this.vertx = vertx;
    this.needs = needs;
    this.signatures = new SignatureVerifier(Map.of(needs.key().id(), needs.key().publicKey()));
  }

  private record Published(Map<Long, byte[]> hashes, int unsigned) {}

  void verify(Streams.Sink<AuditVerification> out) {
    // In this order: what is appended meanwhile is after the head and after what was published.
    Published published = published();
    Head head = needs.ledger().head();
    Head dropped = needs.reads().dropped();
    ChainWalk walk = new ChainWalk(dropped, published.hashes, needs.reads()::has);
    AuditVerification.Builder told =
        AuditVerification.newBuilder()
            .setFirstSeq(walk.last().seq() + 1)
            .setHeadsUnsigned(published.unsigned);
    Optional<Break> broken = walk(walk, out, told);
    broken = broken.isPresent() ? broken : walk.end(head);
    if (broken.isPresent() && !dropped.equals(needs.reads().dropped())) {
      throw Failure.conflict("rows were dropped by age meanwhile; verify again");
    }
    far(told, walk).setDone(true).setOk(broken.isEmpty());
    broken.ifPresent(
        found ->
            told.setBrokenSeq(found.seq()).setHow(found.how().label()).setMessage(found.words()));
    if (broken.isEmpty()) {
      told.setMessage(whole(walk, published));
    }
    out.send(List.of(told.build()));
  }

  private Optional<Break> walk(
      ChainWalk walk, Streams.Sink<AuditVerification> out, AuditVerification.Builder told) {
    int pages = 0;
    List<ChainRow> page;
    do {
      page = needs.reads().rows(walk.last().seq(), Instant.EPOCH, FOREVER, PAGE);
      for (ChainRow row : page) {
        Optional<Break> broken = walk.next(row);
        if (broken.isPresent()) {
          return broken;
        }
      }
      if (++pages % TELL_EVERY == 0) {
        out.send(List.of(far(told, walk).build()));
      }
    } while (page.size() == PAGE);
    return Optional.empty();
  }

  private static AuditVerification.Builder far(AuditVerification.Builder told, ChainWalk walk) {
    return told.setRows(walk.rows()).setLastSeq(walk.last().seq()).setHeads(walk.compared());
  }

  private static String whole(ChainWalk walk, Published published) {
    String text = walk.rows() + " rows are as they were written";
    if (walk.compared() == 0) {
      return text + "; no published head was there to compare them with";
    }
    String unsigned =
        published.unsigned == 0 ? "" : "; " + published.unsigned + " had no valid signature";
    return text + ", and fit " + walk.compared() + " published heads" + unsigned;
  }

  /**
   * By number of row. Of two that differ the older counts: the newer may be of a chain made anew.
   */
  private Published published() {
    Map<Long, byte[]> hashes = new HashMap<>();
    int unsigned = 0;
    AuditHeads.Range range = await(needs.heads().range());
    for (long from = range.first(); from <= range.last(); from += HEADS_AT_ONCE) {
      List<CompletableFuture<Optional<byte[]>>> asked = new ArrayList<>();
      for (long n = from; n <= Math.min(range.last(), from + HEADS_AT_ONCE - 1); n++) {
        asked.add(needs.heads().read(n));
      }
      for (var one : asked) {
        Optional<byte[]> message = await(one);
        Optional<AuditHead> head = message.flatMap(this::signed);
        head.ifPresent(
            known -> hashes.putIfAbsent(known.getSeq(), HexFormat.of().parseHex(known.getHash())));
        unsigned += message.isPresent() && head.isEmpty() ? 1 : 0;
      }
    }
    return new Published(hashes, unsigned);
  }

  private Optional<AuditHead> signed(byte[] message) {
    try {
      byte[] body = signatures.verify(Signed.parseFrom(message), Publishing.KIND);
      return Optional.of(AuditHead.parseFrom(body));
    } catch (SignatureVerifier.Forged | InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private <T> T await(CompletionStage<T> stage) {
    try {
      return Future.fromCompletionStage(stage, vertx.getOrCreateContext()).await();
    } catch (LinkException | CompletionException e) {
      throw Failure.unavailable(
          "the published heads cannot be read from NATS, so nothing was verified: "
              + e.getMessage(),
          e);
    }
  }
}
