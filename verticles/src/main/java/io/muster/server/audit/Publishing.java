package io.muster.server.audit;

import io.muster.domain.audit.Head;
import io.muster.link.AuditHeads;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.v1.AuditHead;
import io.muster.store.audit.AuditLedger;
import io.muster.trust.SigningKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world outside of PostgreSQL where the chain ends, signed with the key that signs tasks
 * under a kind of its own, which no agent obeys.
 */
final class Publishing {
  static final String KIND = "audit-head";
  private static final Logger LOG = LoggerFactory.getLogger("audit");

  private final Vertx vertx;
  private final AuditLedger ledger;
  private final AuditHeads heads;
  private final SigningKey key;
  private final Clock clock;
  private long logged;
  private long stored;

  Publishing(Vertx vertx, AuditLedger ledger, AuditHeads heads, SigningKey key, Clock clock) {
    this.vertx = vertx;
    this.ledger = ledger;
    this.heads = heads;
    this.key = key;
    this.clock = clock;
  }

  /** Publishes the head when it has moved since; the log has it also while NATS is away. */
  void publish() {
    Head head = ledger.head();
    if (head.seq() > logged) {
      LOG.atInfo()
          .addKeyValue("seq", head.seq())
          .addKeyValue("hash", head.hex())
          .log("audit head {} {}", head.seq(), head.hex());
      logged = head.seq();
    }
    if (head.seq() > stored) {
      AuditHead body =
          AuditHead.newBuilder()
              .setSeq(head.seq())
              .setHash(head.hex())
              .setAt(AuditMessages.timestamp(clock.instant()))
              .build();
      Signed signed = key.sign(KIND, List.of(body.toByteArray())).getFirst();
      var done = heads.publish(signed.toByteArray(), KIND + "-" + head.seq() + "-" + head.hex());
      Future.fromCompletionStage(done, vertx.getOrCreateContext()).await();
      stored = head.seq();
    }
  }
}
