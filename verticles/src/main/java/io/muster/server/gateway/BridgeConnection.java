package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One client of the bridge, whatever carries its frames. {@code send} calls a method, {@code
 * register} opens a stream, {@code unregister} ends it; {@code publish} is refused. The credential
 * is the header {@code authorization} of a frame; frames without one go with the last that the
 * connection sent. Used from one event loop.
 */
final class BridgeConnection {
  private static final String AUTHORIZATION = "authorization";
  private static final int SLOW = 4290;

  private final Vertx vertx;
  private final Calls calls;
  private final Bridge bridge;
  private final BridgeWire wire;
  private final String peer;
  private final BridgeOutbox outbox;
  private final Map<String, Subscription> open = new HashMap<>();
  private String authorization;
  private boolean introduced;
  private int underWay;
  private boolean closed;

  /** An entry is there from the frame on, the stream once the caller was admitted. */
  private static final class Subscription {
    private OpenStream stream;
    private boolean cancelled;

    void cancel() {
      cancelled = true;
      if (stream != null) {
        stream.cancel();
      }
    }
  }

  /** {@code peer} is where the client is, for the audit and against guessing. */
  BridgeConnection(Vertx vertx, Calls calls, Bridge bridge, BridgeWire wire, String peer) {
    this.vertx = vertx;
    this.calls = calls;
    this.bridge = bridge;
    this.wire = wire;
    this.peer = peer;
    this.outbox = new BridgeOutbox(vertx, wire, bridge.config, this::dropSlow);
    vertx.setTimer(
        bridge.config.introduction().toMillis(),
        late -> {
          if (!introduced && !closed) {
            drop("send a credential: the header authorization of a frame, Bearer <token>", 401);
          }
        });
  }

  /** The client went away. */
  void gone() {
    if (!closed) {
      closed = true;
      outbox.close();
      List.copyOf(open.values()).forEach(Subscription::cancel);
      bridge.leave();
    }
  }

  private void dropSlow() {
    bridge.droppedSlow();
    drop(
        "slow consumer: it took nothing for too long; connect again and resume after the last"
            + " event",
        SLOW);
  }

  /** Tells the client why, and ends the connection. */
  void drop(String why, int code) {
    if (!closed) {
      JsonObject frame =
          new JsonObject()
              .put("type", "err")
              .put("failureCode", code)
              .put("failureType", code == SLOW ? "SLOW_CONSUMER" : "CLOSED")
              .put("message", why);
      wire.write(frame.encode());
      gone();
      wire.close();
    }
  }

  /** Takes a frame of the client. */
  void frame(String text) {
    if (closed) {
      return;
    }
    JsonObject frame;
    try {
      frame = new JsonObject(text);
      take(frame);
    } catch (DecodeException | ClassCastException e) {
      error("", Problem.invalid("the frame is not a JSON object as the bridge's protocol has it"));
    }
  }

  private void take(JsonObject frame) {
    String address = frame.getString("address", "");
    JsonObject headers = frame.getJsonObject("headers", new JsonObject());
    headers = headers == null ? new JsonObject() : headers;
    String traceId = Trace.of(text(headers, "traceparent"));
    Credential credential = credential(headers);
    switch (frame.getString("type", "")) {
      case "ping" -> pong();
      case "send" -> send(address, frame, credential, traceId);
      case "register" -> register(address, headers, credential, traceId);
      case "unregister" -> unregister(address);
      case "publish" ->
          error(
              address,
              Problem.of(FailureCode.DENIED, "access denied: clients publish nothing here"),
              traceId);
      default ->
          error(
              address,
              Problem.invalid("a frame's type is send, register, unregister or ping"),
              traceId);
    }
  }

  private static String text(JsonObject headers, String name) {
    for (Map.Entry<String, Object> header : headers) {
      if (header.getKey().equalsIgnoreCase(name) && header.getValue() instanceof String text) {
        return text;
      }
    }
    return null;
  }

  private Credential credential(JsonObject headers) {
    String own = text(headers, AUTHORIZATION);
    authorization = own == null ? authorization : own;
    return new Credential(authorization, List.of(), peer, "");
  }

  private void pong() {
    if (wire.pongs()) {
      outbox.send("{\"type\":\"pong\"}");
    }
  }

  private void send(String address, JsonObject frame, Credential credential, String traceId) {
    String reply = frame.getString("replyAddress", "");
    try {
      if (underWay >= bridge.config.calls()) {
        throw Problem.of(
            FailureCode.BUSY,
            "a connection has at most " + bridge.config.calls() + " calls under way");
      }
      BridgeAddress asked = BridgeAddress.call(bridge.methods, address, frame.getValue("body"));
      Exchange exchange = new Exchange(asked.method(), wire.face(), traceId, credential);
      underWay++;
      calls
          .admit(exchange)
          .onSuccess(caller -> introduced |= !asked.method().open())
          .compose(caller -> calls.call(exchange, asked.request()))
          .onComplete(
              answer -> {
                underWay--;
                if (answer.succeeded()) {
                  answered(reply, answer.result());
                  calls.ended(exchange, null);
                } else {
                  refuse(reply, exchange, answer.cause());
                }
              });
    } catch (RuntimeException e) {
      error(reply, Problem.of(e, address), traceId);
    }
  }

  private void answered(String reply, Message answer) {
    if (!reply.isEmpty()) {
      outbox.send(head(reply) + Json.print(answer) + "}");
    }
  }

  private String head(String address) {
    return "{\"type\":\""
        + wire.messageType()
        + "\",\"address\":"
        + io.vertx.core.json.Json.encode(address)
        + ",\"headers\":{},\"body\":";
  }

  private void register(String address, JsonObject headers, Credential credential, String traceId) {
    try {
      if (open.containsKey(address)) {
        throw Problem.of(
            FailureCode.CONFLICT, "'" + address + "' is registered on this connection already");
      }
      if (open.size() >= bridge.config.subscriptions()) {
        throw Problem.of(
            FailureCode.BUSY,
            "a connection has at most " + bridge.config.subscriptions() + " subscriptions");
      }
      BridgeAddress asked = BridgeAddress.stream(bridge.methods, address, headers);
      Exchange exchange = new Exchange(asked.method(), wire.face(), traceId, credential);
      Subscription subscription = new Subscription();
      open.put(address, subscription);
      calls
          .admit(exchange)
          .onSuccess(
              caller -> {
                introduced = true;
                run(address, subscription, exchange, asked.request());
              })
          .onFailure(
              error -> {
                open.remove(address, subscription);
                refuse(address, exchange, error);
              });
    } catch (RuntimeException e) {
      error(address, Problem.of(e, address), traceId);
    }
  }

  private void run(String address, Subscription subscription, Exchange exchange, Message request) {
    if (subscription.cancelled) {
      return;
    }
    try {
      subscription.stream =
          OpenStream.start(
              vertx,
              calls,
              exchange,
              request,
              new Subscribed(address, subscription, exchange),
              bridge.config.recheck().toMillis());
    } catch (RuntimeException error) {
      open.remove(address, subscription);
      refuse(address, exchange, error);
    }
  }

  private void unregister(String address) {
    Subscription subscription = open.remove(address);
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private void refuse(String address, Exchange exchange, Throwable error) {
    Problem problem = Problem.of(error, exchange.method.address());
    error(address, problem, exchange.traceId);
    calls.ended(exchange, problem);
  }

  private void error(String address, Problem problem) {
    error(address, problem, Trace.of(null));
  }

  /** The frame's own fields are those that stock clients hand on; the problem has the rest. */
  private void error(String address, Problem problem, String traceId) {
    JsonObject frame = new JsonObject().put("type", "err");
    if (!address.isEmpty()) {
      frame.put("address", address);
    }
    outbox.send(
        frame
            .put("failureCode", problem.code().ordinal())
            .put("failureType", problem.code().name())
            .put("message", problem.getMessage() + " (trace " + traceId + ")")
            .put("problem", problem.document(traceId))
            .encode());
  }

  /** A stream of the client: each item a message to the address that was registered. */
  private final class Subscribed implements Outlet {
    private final String address;
    private final Subscription subscription;
    private final Exchange exchange;
    private final String head;

    Subscribed(String address, Subscription subscription, Exchange exchange) {
      this.address = address;
      this.subscription = subscription;
      this.exchange = exchange;
      this.head = head(address);
    }

    @Override
    public Future<Void> item(Message item) {
      return outbox.sendInTurn(head + Json.print(item) + "}");
    }

    @Override
    public void beat() {
      // the protocols have pings of the client's
    }

    @Override
    public void end(Problem problem) {
      boolean wanted = open.remove(address, subscription) && !closed;
      if (wanted && problem != null) {
        error(address, problem, exchange.traceId);
      } else if (wanted) {
        outbox.send(
            head(address).replace("\"headers\":{}", "\"headers\":{\"end\":\"true\"}") + "null}");
      }
    }
  }
}
