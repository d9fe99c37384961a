package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Many streams on one WebSocket, {@code /ws}. The client sends {@code {"id": "x", "subscribe":
 * {"method": "GET", "path": "/api/v1/jobs/ID/events", "after": 7}}} and {@code {"unsubscribe":
 * "x"}}; it gets {@code {"id": "x", "item": …}}, and at the end {@code {"id": "x", "end": true}} or
 * {@code {"id": "x", "error": …}}.
 */
final class Multiplex {
  static final int MAX_STREAMS = 100;

  private final Vertx vertx;
  private final Calls calls;
  private final RouteTrie trie;
  private final ServerWebSocket socket;
  private final Credential credential;
  private final String traceId;
  private final Map<String, Subscription> open = new HashMap<>();

  /** An entry is there from the request on, the stream once the caller was admitted. */
  private static final class Subscription {
    OpenStream stream;
    boolean cancelled;
  }

  Multiplex(
      Vertx vertx,
      Calls calls,
      RouteTrie trie,
      ServerWebSocket socket,
      Credential credential,
      String traceId) {
    this.vertx = vertx;
    this.calls = calls;
    this.trie = trie;
    this.socket = socket;
    this.credential = credential;
    this.traceId = traceId;
  }

  void start() {
    socket.textMessageHandler(this::frame);
    socket.binaryMessageHandler(
        bytes -> error("", Problem.invalid("frames are text with JSON, not binary")));
    socket.closeHandler(closed -> cancelAll());
    socket.exceptionHandler(error -> cancelAll());
  }

  private void cancelAll() {
    List.copyOf(open.values()).forEach(Multiplex::cancel);
  }

  private static void cancel(Subscription one) {
    one.cancelled = true;
    if (one.stream != null) {
      one.stream.cancel();
    }
  }

  private void frame(String text) {
    String id = "";
    try {
      JsonObject frame = new JsonObject(text);
      id = frame.getString("id", "");
      if (frame.containsKey("unsubscribe")) {
        Subscription one = open.get(frame.getString("unsubscribe"));
        if (one != null) {
          cancel(one);
        }
      } else {
        subscribe(id, frame.getJsonObject("subscribe"));
      }
    } catch (DecodeException | ClassCastException e) {
      error(id, Problem.invalid("the frame is not a JSON object with subscribe or unsubscribe"));
    } catch (RuntimeException e) {
      error(id, Problem.of(e, "/ws"));
    }
  }

  private void subscribe(String id, JsonObject wanted) {
    if (id.isEmpty() || wanted == null) {
      throw Problem.invalid("a frame has an id, and subscribe with method and path");
    }
    if (open.containsKey(id)) {
      throw Problem.of(FailureCode.CONFLICT, "the id '" + id + "' is in use on this socket");
    }
    if (open.size() >= MAX_STREAMS) {
      throw Problem.of(FailureCode.BUSY, "a socket carries at most " + MAX_STREAMS + " streams");
    }
    QueryStringDecoder uri = new QueryStringDecoder(wanted.getString("path", ""));
    RouteTrie.Match match =
        trie.find(HttpMethod.valueOf(wanted.getString("method", "GET")), uri.rawPath());
    if (!match.found() || !match.route().method().streaming()) {
      throw Problem.of(FailureCode.NOT_FOUND, "no stream has the path '" + uri.rawPath() + "'");
    }
    Message request = RequestBinder.bind(match.route(), match.values(), query(wanted, uri));
    Exchange exchange = new Exchange(match.route().method(), Face.WEBSOCKET, traceId, credential);
    Subscription subscription = new Subscription();
    open.put(id, subscription);
    calls
        .admit(exchange)
        .onSuccess(caller -> run(id, subscription, exchange, request))
        .onFailure(error -> refuse(id, exchange, error));
  }

  private static MultiMap query(JsonObject wanted, QueryStringDecoder uri) {
    MultiMap query = MultiMap.caseInsensitiveMultiMap();
    uri.parameters().forEach(query::add);
    if (wanted.containsKey("after")) {
      query.set("after", String.valueOf(wanted.getValue("after")));
    }
    return query;
  }

  private void run(String id, Subscription subscription, Exchange exchange, Message request) {
    if (subscription.cancelled) {
      open.remove(id);
      return;
    }
    try {
      subscription.stream = OpenStream.start(vertx, calls, exchange, request, new Tagged(id));
    } catch (RuntimeException error) {
      refuse(id, exchange, error);
    }
  }

  private void refuse(String id, Exchange exchange, Throwable error) {
    Problem problem = Problem.of(error, exchange.method.address());
    open.remove(id);
    error(id, problem);
    calls.ended(exchange, problem);
  }

  private void error(String id, Problem problem) {
    send(new JsonObject().put("id", id).put("error", problem.document(traceId)).encode());
  }

  private Future<Void> send(String frame) {
    if (socket.isClosed()) {
      return Future.failedFuture("closed");
    }
    return Outlet.paced(socket, socket.writeTextMessage(frame));
  }

  private final class Tagged implements Outlet {
    private final String id;
    private final String head;

    Tagged(String id) {
      this.id = id;
      this.head = "{\"id\":" + io.vertx.core.json.Json.encode(id) + ",\"item\":";
    }

    @Override
    public Future<Void> item(Message item) {
      return send(head + Json.print(item) + "}");
    }

    @Override
    public void beat() {
      if (!socket.isClosed()) {
        socket.writePing(io.vertx.core.buffer.Buffer.buffer("alive"));
      }
    }

    @Override
    public void end(Problem problem) {
      open.remove(id);
      if (problem != null) {
        error(id, problem);
      } else {
        send(new JsonObject().put("id", id).put("end", true).encode());
      }
    }
  }
}
