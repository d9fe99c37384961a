package io.muster.server.audit;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.muster.domain.audit.ChainRow;
import io.muster.domain.audit.Fact;
import io.muster.protocol.v1.AuditEntry;
import io.muster.protocol.v1.AuditRow;
import io.muster.protocol.v1.ListAuditRequest;
import io.muster.runtime.Failure;
import io.muster.store.audit.AuditReads;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/** Rows and calls as the contract has them. */
final class AuditMessages {
  private static final int MICROS = 1_000_000;

  private AuditMessages() {}

  /** Throws IllegalArgumentException for a kind that there is not. */
  static Fact fact(AuditRow row) {
    return new Fact(
        Fact.Kind.ofLabel(row.getKind()),
        row.getCallId(),
        row.getIntent(),
        row.getEvent(),
        row.getMethod(),
        row.getCaller(),
        row.getAddress(),
        row.getFace(),
        row.getUserAgent(),
        row.getRequestJson(),
        row.getObject(),
        row.getTargetCount(),
        row.getTargetHash(),
        row.getOutcome(),
        row.getMessage(),
        row.getDurationUs(),
        row.getTraceId(),
        row.getCount());
  }

  static AuditRow row(ChainRow row) {
    Fact fact = row.fact();
    return AuditRow.newBuilder()
        .setSeq(row.seq())
        .setAt(timestamp(Instant.EPOCH.plus(row.atMicros(), ChronoUnit.MICROS)))
        .setKind(fact.kind().label())
        .setCallId(fact.callId())
        .setIntent(fact.intent())
        .setEvent(fact.event())
        .setMethod(fact.method())
        .setCaller(fact.caller())
        .setAddress(fact.address())
        .setFace(fact.face())
        .setUserAgent(fact.userAgent())
        .setRequestJson(fact.request())
        .setObject(fact.object())
        .setTargetCount(fact.targetCount())
        .setTargetHash(fact.targetHash())
        .setOutcome(fact.outcome())
        .setMessage(fact.message())
        .setDurationUs(fact.durationMicros())
        .setTraceId(fact.traceId())
        .setCount(fact.count())
        .setPrevious(HexFormat.of().formatHex(row.previous()))
        .setHash(HexFormat.of().formatHex(row.hash()))
        .build();
  }

  static AuditEntry entry(AuditReads.Entry entry) {
    Fact first = entry.first().fact();
    Optional<Fact> outcome = entry.outcome().map(ChainRow::fact);
    boolean open = first.kind() == Fact.Kind.INTENT && outcome.isEmpty();
    Fact last = outcome.orElse(first);
    AuditEntry.Builder message =
        AuditEntry.newBuilder()
            .setSeq(entry.first().seq())
            .setAt(timestamp(Instant.EPOCH.plus(entry.first().atMicros(), ChronoUnit.MICROS)))
            .setEvent(first.event())
            .setMethod(first.method())
            .setCaller(first.caller())
            .setAddress(first.address())
            .setFace(first.face())
            .setUserAgent(first.userAgent())
            .setRequestJson(first.request())
            .setObject(last.object().isEmpty() ? first.object() : last.object())
            .setTargetHash(last.targetHash())
            .setOutcome(open ? "unknown" : last.outcome())
            .setMessage(last.message())
            .setDuration(
                Duration.newBuilder()
                    .setSeconds(last.durationMicros() / MICROS)
                    .setNanos((int) (last.durationMicros() % MICROS) * 1000))
            .setTraceId(first.traceId())
            .setCount(first.count())
            .setHash(HexFormat.of().formatHex(entry.first().hash()))
            .setOutcomeSeq(entry.outcome().map(ChainRow::seq).orElse(0L));
    if (last.targetCount() >= 0) {
      message.setTargetCount(last.targetCount());
    }
    return message.build();
  }

  static AuditReads.Query query(ListAuditRequest request, int limit) {
    return new AuditReads.Query(
        request.getPageToken().isEmpty() ? Long.MAX_VALUE : number(request.getPageToken()),
        request.hasSince() ? Optional.of(time(request.getSince())) : Optional.empty(),
        request.hasUntil() ? Optional.of(time(request.getUntil())) : Optional.empty(),
        request.getUser(),
        request.getEvent(),
        request.getOutcome(),
        request.getObject(),
        request.getText(),
        request.getTraceId(),
        limit);
  }

  private static long number(String token) {
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException e) {
      throw Failure.invalid(
          "page token '" + token + "' is not one of this list; start again without it");
    }
  }

  static Instant time(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
