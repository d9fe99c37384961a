package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.EventsApi;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Subjects;
import io.muster.protocol.v1.WatchEventsRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * What a client of the bridge names by an address: a method, such as {@code muster.v1.Jobs/Submit},
 * or subjects of the change feed, such as {@code muster.events.node.*}. For a stream the fields of
 * its request follow as a query, {@code muster.v1.Jobs/Watch?id=…}, so that several streams of one
 * method have addresses of their own.
 */
record BridgeAddress(Method method, Message request) {
  /** A method that answers once. */
  static BridgeAddress call(Map<String, Method> methods, String address, Object body) {
    Method method = method(methods, address);
    if (method.streaming()) {
      throw Problem.invalid(address + " is a stream; register a handler for it");
    }
    if (method.upload()) {
      throw Problem.invalid(address + " takes a stream of bytes; use HTTP or gRPC");
    }
    return new BridgeAddress(method, message(method, body).build());
  }

  /** A stream. */
  static BridgeAddress stream(Map<String, Method> methods, String address, JsonObject headers) {
    QueryStringDecoder uri = new QueryStringDecoder(address);
    boolean feed = address.startsWith(Subjects.EVENTS);
    Method method = method(methods, feed ? EventsApi.WATCH.address() : uri.rawPath());
    if (!method.streaming()) {
      throw Problem.invalid(address + " answers once; send to it");
    }
    Message.Builder request = message(method, headers.getValue("request"));
    query(method, uri.parameters(), request);
    if (feed) {
      request.addRepeatedField(
          WatchEventsRequest.getDescriptor()
              .findFieldByNumber(WatchEventsRequest.SUBJECTS_FIELD_NUMBER),
          uri.path());
    }
    return new BridgeAddress(method, request.build());
  }

  private static Method method(Map<String, Method> methods, String address) {
    Method method = methods.get(address);
    if (method == null) {
      throw Problem.of(
          FailureCode.DENIED,
          "access denied: '"
              + address
              + "' is no address for tools; there are the methods of the API, such as"
              + " muster.v1.Jobs/Submit, and muster.events.>");
    }
    return method;
  }

  private static Message.Builder message(Method method, Object body) {
    Message.Builder message = method.request().newBuilderForType();
    if (body instanceof JsonObject json) {
      Json.merge(json.encode(), message);
    } else if (body instanceof String text && !text.isBlank()) {
      Json.merge(text, message);
    } else if (body != null && !body.equals("")) {
      throw Problem.invalid("the body must be a JSON object: the request of " + method.address());
    }
    return message;
  }

  private static void query(
      Method method, Map<String, List<String>> query, Message.Builder message) {
    if (query.isEmpty()) {
      return;
    }
    Map<String, FieldPath> known =
        FieldPath.allOf(method.request().getDescriptorForType(), List.of(), null);
    query.forEach(
        (name, values) -> {
          FieldPath path = known.get(name);
          if (path == null || values.size() > 1 && !path.last().isRepeated()) {
            throw Problem.invalid(
                "'"
                    + name
                    + "' is no field, or not a list, of the request of "
                    + method.address()
                    + "; known: "
                    + String.join(", ", known.keySet().stream().sorted().toList()));
          }
          values.forEach(value -> path.put(message, TextValues.read(path.last(), name, value)));
        });
  }
}
