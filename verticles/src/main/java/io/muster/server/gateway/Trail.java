package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.AuditApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.internal.v1.AppendAuditRequest;
import io.muster.protocol.v1.AuditRow;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Notes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the audit trail of the calls that pass one gateway, for every face alike.
 *
 * <p>A call that changes something is let through after its intent is committed, and is refused
 * when that cannot be: no change without a trace, whatever is killed when. Its outcome is written
 * behind the answer, again and again until it is; should this node die first, the call shows as
 * {@code unknown}. A call that is not let through is answered after its row was written, or after
 * that failed: nothing was done. What strangers can cause at will is counted, see {@link Refusals}.
 */
final class Trail {
  private static final Logger LOG = LoggerFactory.getLogger(Trail.class);
  private static final long AGAIN_MS = 1_000;
  private static final long COUNTS_MS = 10_000;
  private static final int MAX_WAITING = 10_000;

  private final Vertx vertx;
  private final Bus bus;
  private final Refusals refusals;
  private int waiting;

  Trail(Vertx vertx, Bus bus, Refusals refusals) {
    this.vertx = vertx;
    this.bus = bus;
    this.refusals = refusals;
    vertx.setPeriodic(COUNTS_MS, fired -> writeCounts());
  }

  /** What is known of one call. */
  static final class Entry {
    final String callId = UUID.randomUUID().toString();
    final Notes notes = new Notes();
    final Redaction request;
    String object;
    long intent;
    boolean ended;

    Entry(Message request) {
      this.request = request == null ? null : new Redaction(request);
      this.object = request == null ? "" : Subject.of(request);
    }

    /** What the call was about may be known by its answer only. */
    void answered(Message response) {
      String made = Subject.of(response);
      object = made.isEmpty() ? object : made;
    }
  }

  static boolean audits(Exchange exchange) {
    return !exchange.method.access().getAudit().isEmpty();
  }

  /** Completes when the intent is committed; fails with UNAVAILABLE when it cannot be. */
  Future<Entry> begin(Exchange exchange, Message request) {
    Entry entry = new Entry(request);
    exchange.trail = entry;
    return append(row(exchange, entry, "intent").build())
        .recover(
            error ->
                Future.failedFuture(
                    Failure.unavailable(
                        "the audit trail cannot be written, so nothing was done: "
                            + error.getMessage(),
                        error)))
        .map(
            seq -> {
              entry.intent = seq;
              return entry;
            });
  }

  /** Fails with {@code error} after its row was written, or after that failed. */
  <T> Future<T> refuse(Exchange exchange, Message request, Throwable error) {
    Problem problem = Problem.of(error, exchange.method.address());
    exchange.trail = new Entry(request);
    AuditRow row = refusal(exchange, problem);
    Future<T> refused = Future.failedFuture(error);
    return row == null ? refused : append(row).transform(written -> refused);
  }

  /** The call was answered; {@code problem} is null when all went well. */
  void ended(Exchange exchange, Problem problem) {
    if (exchange.trail == null) {
      exchange.trail = new Entry(null); // refused before its request could be read
    }
    Entry entry = exchange.trail;
    if (entry.ended) {
      return;
    }
    AuditRow row =
        entry.intent == 0 && problem != null
            ? refusal(exchange, problem)
            : outcome(row(exchange, entry, "outcome"), entry, problem);
    entry.ended = true;
    if (row != null) {
      insist(row);
    }
  }

  /** Null for one that is only counted. */
  private AuditRow refusal(Exchange exchange, Problem problem) {
    Entry entry = exchange.trail;
    entry.ended = true;
    FailureCode code = problem.code();
    boolean anybody =
        exchange.caller == null
            || exchange.method.open()
            || code == FailureCode.DENIED
            || code == FailureCode.UNAVAILABLE;
    String caller = exchange.caller == null ? "" : exchange.caller.name();
    String event = exchange.method.access().getAudit();
    String method = exchange.method.address();
    var kind = new Refusals.Kind(exchange.credential.address(), caller, event, method, code);
    return anybody && !refusals.first(kind)
        ? null
        : outcome(row(exchange, entry, "refused"), entry, problem);
  }

  private static AuditRow outcome(AuditRow.Builder row, Entry entry, Problem problem) {
    if (problem == null) {
      return row.setOutcome("ok").build();
    }
    String words = problem.getMessage() == null ? "" : problem.getMessage();
    words = entry.request == null ? words : entry.request.scrub(words);
    words = words.length() > 2000 ? words.substring(0, 2000) + "…" : words;
    return row.setOutcome(problem.code().tag()).setMessage(words).build();
  }

  private static AuditRow.Builder row(Exchange exchange, Entry entry, String kind) {
    boolean first = !kind.equals("outcome");
    return AuditRow.newBuilder()
        .setKind(kind)
        .setCallId(entry.callId)
        .setIntent(entry.intent)
        .setEvent(exchange.method.access().getAudit())
        .setMethod(exchange.method.address())
        .setCaller(exchange.caller == null ? "" : exchange.caller.name())
        .setAddress(exchange.credential.address())
        .setFace(exchange.face.tag())
        .setUserAgent(first ? exchange.credential.userAgent() : "")
        .setRequestJson(first && entry.request != null ? entry.request.json() : "")
        .setObject(entry.object)
        .setTargetCount(entry.notes.count())
        .setTargetHash(entry.notes.hash())
        .setDurationUs(first ? 0 : (System.nanoTime() - exchange.startedNanos) / 1000)
        .setTraceId(exchange.traceId)
        .setCount(1);
  }

  private Future<Long> append(AuditRow row) {
    AppendAuditRequest request = AppendAuditRequest.newBuilder().setRow(row).build();
    return bus.read(AuditApi.APPEND, request, Caller.system(row.getTraceId()))
        .map(written -> written.getSeq());
  }

  /** Writes a row however long that takes; one too many of them is dropped and logged. */
  private void insist(AuditRow row) {
    if (waiting >= MAX_WAITING) {
      LOG.warn("an audit row of {} is dropped, too many wait: {}", row.getEvent(), row.getCallId());
      return;
    }
    waiting++;
    attempt(row, true);
  }

  private void attempt(AuditRow row, boolean first) {
    append(row)
        .onSuccess(seq -> waiting--)
        .onFailure(
            error -> {
              if (first) {
                LOG.warn("an audit row waits, trace {}: {}", row.getTraceId(), error.getMessage());
              }
              vertx.setTimer(AGAIN_MS, fired -> attempt(row, false));
            });
  }

  private void writeCounts() {
    for (Refusals.Counted counted : refusals.over()) {
      Refusals.Kind kind = counted.kind();
      insist(
          AuditRow.newBuilder()
              .setKind("refused")
              .setCallId(UUID.randomUUID().toString())
              .setEvent(kind.event())
              .setMethod(kind.method())
              .setCaller(kind.caller())
              .setAddress(kind.address())
              .setTargetCount(-1)
              .setOutcome(kind.code().tag())
              .setMessage(counted.count() + " more like the one before, within a minute")
              .setTraceId(Trace.of(null))
              .setCount(counted.count())
              .build());
    }
  }
}
