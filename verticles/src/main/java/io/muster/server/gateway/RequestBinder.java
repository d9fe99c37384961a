package io.muster.server.gateway;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.muster.protocol.FailureCode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Makes a method's request of a path, a query, a body and headers. */
final class RequestBinder {
  private static final CharSequence IDEMPOTENCY_KEY =
      io.vertx.core.http.HttpHeaders.createOptimized("idempotency-key");
  private static final CharSequence LAST_EVENT_ID =
      io.vertx.core.http.HttpHeaders.createOptimized("last-event-id");

  private RequestBinder() {}

  static Message bind(Route route, List<String> values, HttpServerRequest request, Buffer body) {
    Message.Builder message = route.method().request().newBuilderForType();
    if (body != null && route.rawBody()) {
      message.setField(route.body(), UnsafeByteOperations.unsafeWrap(body.getBytes()));
    } else if (body != null && body.length() > 0) {
      Message.Builder into = route.wholeBody() ? message : message.getFieldBuilder(route.body());
      Json.merge(utf8(body), into);
    }
    String query = request.query();
    if (query != null && !query.isEmpty()) {
      query(route, params(request), message);
    }
    path(route, values, message);
    headers(route.method(), request.headers(), message);
    if (route.answer() != null) {
      ByteRange.read(request.headers().get("range")).ifPresent(range -> range.putInto(message));
    }
    return message.build();
  }

  /** As {@link #bind}, for a path and a query that come inside a WebSocket frame. */
  static Message bind(Route route, List<String> values, MultiMap query) {
    Message.Builder message = route.method().request().newBuilderForType();
    query(route, query, message);
    path(route, values, message);
    return message.build();
  }

  private static String utf8(Buffer body) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body.getBytes()))
          .toString();
    } catch (CharacterCodingException e) {
      throw Problem.invalid("the body is not UTF-8");
    }
  }

  private static MultiMap params(HttpServerRequest request) {
    try {
      return request.params();
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("the query has a broken escape; write % as %25");
    }
  }

  private static void query(Route route, MultiMap query, Message.Builder message) {
    for (Map.Entry<String, String> parameter : query) {
      FieldPath path = route.query().get(parameter.getKey());
      if (path == null) {
        throw Problem.invalid(unknown(route, parameter.getKey()));
      }
      if (!path.last().isRepeated() && query.getAll(parameter.getKey()).size() > 1) {
        throw Problem.invalid("the query has " + parameter.getKey() + " more than once");
      }
      path.put(message, TextValues.read(path.last(), parameter.getKey(), parameter.getValue()));
    }
  }

  private static String unknown(Route route, String name) {
    if (route.query().isEmpty()) {
      return "unknown query parameter '" + name + "'; this call takes none";
    }
    var known =
        route.query().values().stream().map(FieldPath::jsonName).distinct().sorted().toList();
    return "unknown query parameter '" + name + "'; known here: " + String.join(", ", known);
  }

  private static void path(Route route, List<String> values, Message.Builder message) {
    for (int i = 0; i < values.size(); i++) {
      FieldPath path = route.variables().get(i);
      Object value = TextValues.read(path.last(), path.jsonName(), values.get(i));
      Object written = path.get(message);
      if (!written.equals(value) && !written.equals(path.last().getDefaultValue())) {
        throw Problem.invalid(
            path.jsonName() + " is '" + value + "' in the path and '" + written + "' in the body");
      }
      path.put(message, value);
    }
  }

  private static void headers(Method method, MultiMap headers, Message.Builder message) {
    if (method.requestId() != null) {
      idempotency(method.requestId(), headers.get(IDEMPOTENCY_KEY), message);
    }
    if (method.after() != null) {
      String last = headers.get(LAST_EVENT_ID);
      if (last != null && !last.isEmpty()) {
        message.setField(method.after(), TextValues.read(method.after(), "Last-Event-ID", last));
      }
    }
  }

  private static void idempotency(FieldDescriptor field, String key, Message.Builder message) {
    if (key == null || key.isEmpty()) {
      return;
    }
    String written = (String) message.getField(field);
    if (!written.isEmpty() && !written.equals(key)) {
      throw Problem.of(
          FailureCode.CONFLICT,
          "Idempotency-Key is '"
              + key
              + "' and "
              + field.getJsonName()
              + " is '"
              + written
              + "'; send one");
    }
    message.setField(field, key);
  }
}
