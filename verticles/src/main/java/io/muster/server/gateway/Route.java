package io.muster.server.gateway;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;

/**
 * One way to reach a method over HTTP.
 *
 * @param variables the field of each path variable in order
 * @param body the field that the body fills; null with {@code wholeBody} for the message itself,
 *     and without it for no body
 * @param query the fields that the query may set, by every spelling of their paths
 * @param answer the field of bytes that is the answer's body as it is; null when it is JSON
 */
record Route(
    Method method,
    HttpMethod verb,
    PathTemplate path,
    List<FieldPath> variables,
    boolean wholeBody,
    FieldDescriptor body,
    Map<String, FieldPath> query,
    FieldDescriptor answer) {

  static Route of(Method method, HttpRule rule) {
    Descriptor type = method.descriptor().getInputType();
    PathTemplate path = PathTemplate.parse(pathOf(rule));
    List<FieldPath> variables = path.variables().stream().map(v -> FieldPath.of(type, v)).toList();
    boolean whole = rule.getBody().equals("*");
    FieldDescriptor body = null;
    if (!whole && !rule.getBody().isEmpty()) {
      body = type.findFieldByName(rule.getBody());
      if (body == null
          || !(isBytes(body) || body.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
          || body.isRepeated()) {
        throw new IllegalStateException(
            method.address()
                + ": body '"
                + rule.getBody()
                + "' is not a field of its request that holds a message or bytes");
      }
    }
    Map<String, FieldPath> query = whole ? Map.of() : FieldPath.allOf(type, variables, body);
    FieldDescriptor answer = answer(method, rule.getResponseBody());
    return new Route(method, verbOf(rule), path, variables, whole, body, query, answer);
  }

  private static FieldDescriptor answer(Method method, String name) {
    if (name.isEmpty()) {
      return null;
    }
    FieldDescriptor field = method.descriptor().getOutputType().findFieldByName(name);
    if (field == null || !isBytes(field) || field.isRepeated() || !method.streaming()) {
      throw new IllegalStateException(
          method.address() + ": response_body '" + name + "' is not the bytes of a stream's items");
    }
    return field;
  }

  private static boolean isBytes(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING;
  }

  /** The body is bytes as they are, of any media type. */
  boolean rawBody() {
    return body != null && isBytes(body);
  }

  boolean takesBody() {
    return wholeBody || body != null;
  }

  private static String pathOf(HttpRule rule) {
    return switch (rule.getPatternCase()) {
      case GET -> rule.getGet();
      case PUT -> rule.getPut();
      case POST -> rule.getPost();
      case DELETE -> rule.getDelete();
      case PATCH -> rule.getPatch();
      case CUSTOM -> rule.getCustom().getPath();
      case PATTERN_NOT_SET -> throw new IllegalStateException("a route without a path");
    };
  }

  private static HttpMethod verbOf(HttpRule rule) {
    return rule.hasCustom()
        ? HttpMethod.valueOf(rule.getCustom().getKind())
        : HttpMethod.valueOf(rule.getPatternCase().name());
  }
}
