package io.muster.server.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.AuditHeads;
import io.muster.protocol.AuditApi;
import io.muster.protocol.v1.AuditEntry;
import io.muster.protocol.v1.AuditRow;
import io.muster.protocol.v1.ExportAuditRequest;
import io.muster.protocol.v1.GetAuditRequest;
import io.muster.protocol.v1.ListAuditRequest;
import io.muster.protocol.v1.ListAuditResponse;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Loop;
import io.muster.runtime.Streams;
import io.muster.store.LeaseLedger;
import io.muster.store.audit.AuditLedger;
import io.muster.store.audit.AuditReads;
import io.muster.trust.SigningKey;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what, so that it cannot be denied nor taken back.
 *
 * <p>Before the gateway lets a call through that changes something, its intent is committed here;
 * without that the call is refused. Its outcome is a second row, which refers to the first and
 * which the answer does not wait for: an answer costs one commit more and not two, and a call whose
 * node was killed in between is {@code unknown}, which is the truth. To write the row in the
 * transaction of the change instead would be cheaper for jobs and impossible for the rest (object
 * stores, revocations, other verticles' transactions), and a refused call has no transaction. What
 * waits on a node is appended in one transaction, so a burst of calls costs a few commits.
 *
 * <p><b>Owns</b> {@code audit}, {@code audit_head} and the JetStream stream of published heads.
 * <b>Hears</b> {@code muster.v1.Audit}, {@code AuditTrail/Append}, and the clock. <b>Says</b>
 * signed heads on {@code muster.audit.head} and in the log. <b>Crash</b>: what was not committed is
 * sent again by its gateway to another node, and is written once.
 */
public final class AuditVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger("audit");
  private static final String PUBLISH = "audit-publish";
  private static final String RETENTION = "audit-retention";
  private static final Duration RETENTION_EVERY = Duration.ofHours(1);
  private static final int DEFAULT_PAGE = 100;
  private static final int EXPORT_PAGE = 500;
  private static final Instant FOREVER = Instant.parse("9999-12-31T00:00:00Z");

  /** What the verticle stands on. */
  public record Needs(
      AuditLedger ledger,
      AuditReads reads,
      LeaseLedger leases,
      AuditHeads heads,
      SigningKey key,
      Clock clock,
      MeterRegistry meters) {}

  private final Needs needs;
  private final AuditConfig config;
  private Publishing publishing;
  private List<Loop> loops = List.of();

  public AuditVerticle(Needs needs, AuditConfig config) {
    this.needs = needs;
    this.config = config;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx);
    Streams streams = new Streams(vertx);
    Appending appending = new Appending(vertx, needs.ledger(), config.batch(), needs.meters());
    publishing = new Publishing(vertx, needs.ledger(), needs.heads(), needs.key(), needs.clock());
    Verifying verifying = new Verifying(vertx, needs);
    loops =
        List.of(
            Loop.start(vertx, PUBLISH, config.publish(), this::publish),
            Loop.start(vertx, RETENTION, RETENTION_EVERY, this::dropOld));
    return Future.all(
        List.of(
            bus.serve(AuditApi.APPEND, (request, caller) -> appending.append(request)),
            bus.serve(AuditApi.LIST, this::list),
            bus.serve(AuditApi.GET, this::get),
            streams.serve(AuditApi.VERIFY, (request, caller, out) -> verifying.verify(out)),
            streams.serve(AuditApi.EXPORT, this::export)));
  }

  @Override
  public Future<?> stop() {
    loops.forEach(Loop::stop);
    return Future.succeededFuture();
  }

  private boolean publish() {
    if (needs.leases().hold(PUBLISH, config.publish().multipliedBy(2)).isPresent()) {
      publishing.publish();
    }
    return false;
  }

  private boolean dropOld() {
    if (needs.leases().hold(RETENTION, RETENTION_EVERY.multipliedBy(2)).isPresent()) {
      needs.ledger().prepare();
      List<String> dropped =
          needs.ledger().dropBefore(needs.clock().instant().minus(config.keep()));
      if (!dropped.isEmpty()) {
        LOG.info("audit rows dropped by age: {}", dropped);
      }
    }
    return false;
  }

  private ListAuditResponse list(ListAuditRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    List<AuditReads.Entry> found = needs.reads().list(AuditMessages.query(request, size + 1));
    ListAuditResponse.Builder response = ListAuditResponse.newBuilder();
    found.stream().limit(size).forEach(entry -> response.addEntries(AuditMessages.entry(entry)));
    if (found.size() > size) {
      response.setNextPageToken(Long.toString(found.get(size - 1).first().seq()));
    }
    return response.build();
  }

  private AuditEntry get(GetAuditRequest request, Caller caller) {
    return needs
        .reads()
        .entry(request.getSeq())
        .map(AuditMessages::entry)
        .orElseThrow(
            () ->
                Failure.notFound(
                    "there is no audit row "
                        + request.getSeq()
                        + "; it may have been dropped by age (audit.keep)"));
  }

  private void export(ExportAuditRequest request, Caller caller, Streams.Sink<AuditRow> out) {
    Instant since = request.hasSince() ? AuditMessages.time(request.getSince()) : Instant.EPOCH;
    Instant until = request.hasUntil() ? AuditMessages.time(request.getUntil()) : FOREVER;
    long after = request.getAfter();
    List<AuditRow> page;
    do {
      page =
          needs.reads().rows(after, since, until, EXPORT_PAGE).stream()
              .map(AuditMessages::row)
              .toList();
      out.send(page);
      after = page.isEmpty() ? after : page.getLast().getSeq();
    } while (page.size() == EXPORT_PAGE);
  }
}
