package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.domain.access.Reach;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Rpc;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.runtime.Streams;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every face does with a call: admit the caller, check the rules, forward, and account for it.
 */
final class Calls {
  private static final Logger AUDIT = LoggerFactory.getLogger("audit");

  /** Codes that say that a request did not prove what it must. */
  private static final Set<FailureCode> STRANGERS_FAULT =
      EnumSet.of(
          FailureCode.INVALID,
          FailureCode.UNAUTHENTICATED,
          FailureCode.DENIED,
          FailureCode.NOT_FOUND);

  private final Bus bus;
  private final Streams streams;
  private final Authenticator authenticator;
  private final Rules rules;
  private final Measures measures;
  private final Trail trail;

  Calls(
      Bus bus,
      Streams streams,
      Authenticator authenticator,
      Rules rules,
      Measures measures,
      Trail trail) {
    this.bus = bus;
    this.streams = streams;
    this.authenticator = authenticator;
    this.rules = rules;
    this.measures = measures;
    this.trail = trail;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  Measures measures() {
    return measures;
  }

  /** Authenticates and authorises; completes at once when the credential is known. */
  Future<Caller> admit(Exchange exchange) {
    Future<Caller> admitted = exchange.method.open() ? stranger(exchange) : known(exchange);
    return Trail.audits(exchange)
        ? admitted.recover(error -> trail.refuse(exchange, null, error))
        : admitted;
  }

  /** Whoever fails to prove himself by his requests must wait, as one with wrong credentials. */
  private Future<Caller> stranger(Exchange exchange) {
    exchange.caller = new Caller("anonymous", Set.of(), exchange.traceId);
    Optional<Failure> impatient =
        Trail.audits(exchange) ? authenticator.impatience(exchange.credential) : Optional.empty();
    return impatient.isPresent()
        ? Future.failedFuture(impatient.get())
        : Future.succeededFuture(exchange.caller);
  }

  private Future<Caller> known(Exchange exchange) {
    return authenticator
        .authenticate(exchange.credential)
        .map(
            principal -> {
              exchange.caller = principal.caller(Reach.NONE, exchange.traceId); // for the audit
              exchange.grants = principal.grants();
              Reach reach = exchange.method.reach(principal);
              exchange.caller = principal.caller(reach, exchange.traceId);
              return exchange.caller;
            });
  }

  /** Forwards a unary call of an admitted caller. */
  Future<Message> call(Exchange exchange, Message request) {
    try {
      rules.check(request);
    } catch (RuntimeException broken) {
      return Trail.audits(exchange)
          ? trail.refuse(exchange, request, broken)
          : Future.failedFuture(broken);
    }
    Method method = exchange.method;
    if (Trail.audits(exchange)) {
      return audited(exchange, request);
    }
    return method.reads()
        ? bus.read(method.address(), request, method.response(), exchange.caller)
        : bus.call(method.address(), request, method.response(), exchange.caller);
  }

  private Future<Message> audited(Exchange exchange, Message request) {
    Method method = exchange.method;
    return trail
        .begin(exchange, request)
        .compose(
            entry ->
                bus.call(method.address(), request, method.response(), exchange.caller, entry.notes)
                    .onSuccess(entry::answered)
                    .onFailure(error -> doubt(exchange, error)));
  }

  private void doubt(Exchange exchange, Throwable error) {
    if (exchange.method.open()
        && error instanceof Failure failure
        && STRANGERS_FAULT.contains(failure.code())) {
      authenticator.distrust(exchange.credential);
    }
  }

  /**
   * Lets an admitted caller's call begin that is carried out by {@link #part}s; completes when the
   * audit trail has it.
   */
  Future<Void> begin(Exchange exchange, Message request) {
    return Trail.audits(exchange)
        ? trail.begin(exchange, request).mapEmpty()
        : Future.succeededFuture();
  }

  /** The answer of a call that was carried out by parts. */
  void answered(Exchange exchange, Message answer) {
    if (exchange.trail != null) {
      exchange.trail.answered(answer);
    }
  }

  /** Calls another method on behalf of an admitted caller, as a part of what was asked for. */
  <Q extends Message, R extends Message> Future<R> part(
      Exchange exchange, Rpc<Q, R> rpc, Q request) {
    try {
      rules.check(request);
    } catch (RuntimeException broken) {
      return Future.failedFuture(broken);
    }
    return bus.call(rpc, request, exchange.caller);
  }

  /** Opens a stream of an admitted caller; throws when the request breaks a rule. */
  Streams.Reading open(Exchange exchange, Message request, Function<Message, Future<Void>> write) {
    rules.check(request);
    return streams.read(
        exchange.method.address(), request, exchange.method.response(), exchange.caller, write);
  }

  /**
   * Counts a call and writes how it ended to the audit trail; {@code problem} is null when all went
   * well.
   */
  void ended(Exchange exchange, Problem problem) {
    FailureCode code = problem == null ? null : problem.code();
    measures.ended(exchange, code);
    String event = exchange.method.access().getAudit();
    if (event.isEmpty()) {
      return;
    }
    trail.ended(exchange, problem);
    String caller = exchange.caller == null ? "-" : exchange.caller.name();
    String outcome = code == null ? "ok" : code.tag();
    AUDIT
        .atInfo()
        .addKeyValue("event", event)
        .addKeyValue("caller", caller)
        .addKeyValue("address", exchange.credential.address())
        .addKeyValue("face", exchange.face.tag())
        .addKeyValue("outcome", outcome)
        .addKeyValue("trace", exchange.traceId)
        .log("{} by {}: {}", event, caller, outcome);
  }
}
