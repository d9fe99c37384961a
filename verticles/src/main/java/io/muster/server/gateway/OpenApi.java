package io.muster.server.gateway;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.muster.protocol.FailureCode;
import io.muster.protocol.v1.Access;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** The OpenAPI 3.1 document of the contract, with the comments of the {@code .proto} files. */
final class OpenApi {
  private static final String PROBLEM = "Problem";

  private final Comments comments = Comments.load();
  private final Schemas schemas = new Schemas(comments);

  private OpenApi() {}

  static JsonObject document(Contract contract) {
    return new OpenApi().build(contract);
  }

  private JsonObject build(Contract contract) {
    TreeMap<String, Object> paths = new TreeMap<>();
    for (Route route : contract.routes()) {
      JsonObject path =
          (JsonObject) paths.computeIfAbsent(jsonPath(route), none -> new JsonObject());
      path.put(route.verb().name().toLowerCase(Locale.ROOT), operation(route));
    }
    JsonArray tags = new JsonArray();
    contract
        .services()
        .forEach(
            service ->
                tags.add(
                    new JsonObject()
                        .put("name", service.getName())
                        .put("description", comments.of(service.getFullName()))));
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put("info", new JsonObject().put("title", "Muster").put("version", "v1"))
        .put("tags", tags)
        .put("security", new JsonArray().add(new JsonObject().put("bearer", new JsonArray())))
        .put("paths", new JsonObject(paths))
        .put(
            "components",
            new JsonObject()
                .put("schemas", schemas.all().put(PROBLEM, problem()))
                .put("securitySchemes", security()));
  }

  private static String jsonPath(Route route) {
    String path = route.path().text();
    for (FieldPath variable : route.variables()) {
      String proto =
          String.join(".", variable.fields().stream().map(FieldDescriptor::getName).toList());
      path =
          path.replace("{" + proto + "}", "{" + variable.jsonName() + "}")
              .replace("{" + proto + "=*}", "{" + variable.jsonName() + "}");
    }
    return path;
  }

  private JsonObject operation(Route route) {
    Method method = route.method();
    String name = method.descriptor().getFullName();
    String text = comments.of(name);
    JsonObject operation =
        new JsonObject()
            .put(
                "operationId",
                method.descriptor().getService().getName() + "_" + method.descriptor().getName())
            .put("tags", new JsonArray().add(method.descriptor().getService().getName()))
            .put("summary", firstSentence(text.isEmpty() ? method.descriptor().getName() : text))
            .put("description", text);
    access(method.access(), operation);
    JsonArray parameters = parameters(route);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    if (route.takesBody()) {
      JsonObject schema =
          route.wholeBody()
              ? schemas.reference(method.descriptor().getInputType())
              : schemas.of(route.body());
      operation.put(
          "requestBody",
          new JsonObject().put("required", true).put("content", bodies(route, schema)));
    }
    return operation.put("responses", responses(route));
  }

  private static void access(Access access, JsonObject operation) {
    switch (access.getWhoCase()) {
      case PERMISSION -> operation.put("x-permission", access.getPermission());
      case AUTHENTICATED -> operation.put("x-permission", "");
      default -> operation.put("security", new JsonArray());
    }
    if (!access.getAudit().isEmpty()) {
      operation.put("x-audit", access.getAudit());
    }
  }

  private JsonArray parameters(Route route) {
    JsonArray list = new JsonArray();
    route.variables().forEach(path -> list.add(parameter(path, "path").put("required", true)));
    TreeMap<String, FieldPath> query = new TreeMap<>();
    route.query().values().forEach(path -> query.put(path.jsonName(), path));
    query.values().forEach(path -> list.add(parameter(path, "query")));
    if (route.method().requestId() != null) {
      list.add(header("Idempotency-Key", "Makes the call safe to repeat; fills requestId."));
    }
    if (route.method().streaming() && route.method().after() != null) {
      list.add(header("Last-Event-ID", "Resumes after this event; fills after."));
    }
    return list;
  }

  private JsonObject parameter(FieldPath path, String in) {
    return new JsonObject()
        .put("name", path.jsonName())
        .put("in", in)
        .put("description", comments.of(path.last().getFullName()))
        .put("schema", schemas.of(path.last()));
  }

  private static JsonObject header(String name, String description) {
    return new JsonObject()
        .put("name", name)
        .put("in", "header")
        .put("description", description)
        .put("schema", new JsonObject().put("type", "string"));
  }

  private static JsonObject bodies(Route route, JsonObject schema) {
    if (!route.rawBody()) {
      return content("application/json", schema);
    }
    JsonObject bytes = content("application/octet-stream", new JsonObject());
    JsonObject form =
        new JsonObject()
            .put("type", "object")
            .put(
                "properties",
                new JsonObject()
                    .put(
                        "file",
                        new JsonObject().put("contentMediaType", "application/octet-stream"))
                    .put("sha256", new JsonObject().put("type", "string")));
    return route.method().upload() ? bytes.mergeIn(content("multipart/form-data", form)) : bytes;
  }

  private JsonObject responses(Route route) {
    Method method = route.method();
    JsonObject answer = schemas.reference(method.descriptor().getOutputType());
    JsonObject content =
        route.answer() != null
            ? content("application/octet-stream", new JsonObject())
            : method.streaming()
                ? content("application/x-ndjson", answer)
                    .mergeIn(content("text/event-stream", answer))
                : content("application/json", answer);
    JsonObject failure =
        new JsonObject()
            .put("description", "A problem document (RFC 9457).")
            .put("content", content(Problem.MEDIA_TYPE, Schemas.reference(PROBLEM)));
    return new JsonObject()
        .put("200", new JsonObject().put("description", "Done.").put("content", content))
        .put("default", failure);
  }

  private static JsonObject content(String type, JsonObject schema) {
    return new JsonObject().put(type, new JsonObject().put("schema", schema));
  }

  private static JsonObject problem() {
    JsonObject text = new JsonObject().put("type", "string");
    JsonArray codes =
        new JsonArray(List.of(FailureCode.values()).stream().map(Enum::name).toList());
    JsonObject violation =
        new JsonObject()
            .put("type", "object")
            .put(
                "properties",
                new JsonObject().put("field", text).put("rule", text).put("message", text));
    return new JsonObject()
        .put("type", "object")
        .put(
            "required",
            new JsonArray(List.of("type", "title", "status", "detail", "code", "traceId")))
        .put(
            "properties",
            new JsonObject()
                .put("type", text)
                .put("title", text)
                .put("status", new JsonObject().put("type", "integer"))
                .put("detail", text)
                .put("code", new JsonObject().put("type", "string").put("enum", codes))
                .put("traceId", text)
                .put("violations", new JsonObject().put("type", "array").put("items", violation)));
  }

  private static JsonObject security() {
    return new JsonObject()
        .put(
            "bearer",
            new JsonObject()
                .put("type", "http")
                .put("scheme", "bearer")
                .put("description", "An API token (mst_…) or a session (JWT)."))
        .put("certificate", new JsonObject().put("type", "mutualTLS"));
  }

  private static String firstSentence(String text) {
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }
}
