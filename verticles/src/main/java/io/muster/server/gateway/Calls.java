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
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every face does with a call: admit the caller, check the rules, forward, and account for it.
 */
final class Calls {
  private static final Logger AUDIT = LoggerFactory.getLogger("audit");

  private final Bus bus;
  private final Streams streams;
  private final Authenticator authenticator;
  private final Rules rules;
  private final Measures measures;

  Calls(Bus bus, Streams streams, Authenticator authenticator, Rules rules, Measures measures) {
    this.bus = bus;
    this.streams = streams;
    this.authenticator = authenticator;
    this.rules = rules;
    this.measures = measures;
  }

  Authenticator authenticator() {
    return authenticator;
  }

  Measures measures() {
    return measures;
  }

  /** Authenticates and authorises; completes at once when the credential is known. */
  Future<Caller> admit(Exchange exchange) {
    if (exchange.method.open()) {
      exchange.caller = new Caller("anonymous", Set.of(), exchange.traceId);
      return Future.succeededFuture(exchange.caller);
    }
    return authenticator
        .authenticate(exchange.credential)
        .map(
            principal -> {
              exchange.caller = principal.caller(Reach.NONE, exchange.traceId); // for the audit
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
      return Future.failedFuture(broken);
    }
    Method method = exchange.method;
    if (!method.guarded()) {
      return forward(exchange, request);
    }
    Failure wait = authenticator.mustWait(exchange.credential);
    return wait != null
        ? Future.failedFuture(wait)
        : forward(exchange, request)
            .onFailure(error -> authenticator.count(exchange.credential, error));
  }

  private Future<Message> forward(Exchange exchange, Message request) {
    Method method = exchange.method;
    return method.reads()
        ? bus.read(method.address(), request, method.response(), exchange.caller)
        : bus.call(method.address(), request, method.response(), exchange.caller);
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

  /** Counts a call and writes its audit line; {@code problem} is null when all went well. */
  void ended(Exchange exchange, Problem problem) {
    FailureCode code = problem == null ? null : problem.code();
    measures.ended(exchange, code);
    String event = exchange.method.access().getAudit();
    if (event.isEmpty()) {
      return;
    }
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
