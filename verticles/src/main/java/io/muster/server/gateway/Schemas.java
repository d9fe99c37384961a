package io.muster.server.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** JSON schemas of messages, as proto3's JSON mapping has them. */
final class Schemas {
  private static final Map<String, JsonObject> WELL_KNOWN =
      Map.of(
          "google.protobuf.Timestamp", text("date-time"),
          "google.protobuf.Duration", text(null).put("pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$"),
          "google.protobuf.Struct", new JsonObject().put("type", "object"),
          "google.protobuf.Value", new JsonObject(),
          "google.protobuf.Empty", new JsonObject().put("type", "object"));

  private final Comments comments;
  private final TreeMap<String, Object> made = new TreeMap<>();

  Schemas(Comments comments) {
    this.comments = comments;
  }

  JsonObject all() {
    return new JsonObject(made);
  }

  static JsonObject reference(String name) {
    return new JsonObject().put("$ref", "#/components/schemas/" + name);
  }

  JsonObject reference(Descriptor type) {
    JsonObject known = WELL_KNOWN.get(type.getFullName());
    if (known != null) {
      return known.copy();
    }
    String name = type.getFullName().substring(type.getFile().getPackage().length() + 1);
    if (!made.containsKey(name)) {
      JsonObject schema = new JsonObject().put("type", "object");
      made.put(name, schema);
      JsonObject properties = new JsonObject();
      type.getFields().forEach(field -> properties.put(field.getJsonName(), described(field)));
      String comment = comments.of(type.getFullName());
      if (!comment.isEmpty()) {
        schema.put("description", comment);
      }
      schema.put("properties", properties).put("additionalProperties", false);
    }
    return reference(name);
  }

  private JsonObject described(FieldDescriptor field) {
    String comment = comments.of(field.getFullName());
    JsonObject schema = of(field);
    return comment.isEmpty() ? schema : schema.put("description", comment);
  }

  JsonObject of(FieldDescriptor field) {
    if (field.isMapField()) {
      FieldDescriptor value = field.getMessageType().findFieldByName("value");
      return new JsonObject().put("type", "object").put("additionalProperties", single(value));
    }
    JsonObject one = single(field);
    return field.isRepeated() ? new JsonObject().put("type", "array").put("items", one) : one;
  }

  private JsonObject single(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case STRING -> text(null);
      case BOOLEAN -> new JsonObject().put("type", "boolean");
      case INT -> new JsonObject().put("type", "integer").put("format", "int32");
      case LONG -> text("int64");
      case FLOAT, DOUBLE -> new JsonObject().put("type", "number");
      case BYTE_STRING -> text(null).put("contentEncoding", "base64");
      case ENUM ->
          text(null)
              .put(
                  "enum",
                  new JsonArray(
                      field.getEnumType().getValues().stream()
                          .map(EnumValueDescriptor::getName)
                          .toList()));
      case MESSAGE -> reference(field.getMessageType());
    };
  }

  private static JsonObject text(String format) {
    JsonObject schema = new JsonObject().put("type", "string");
    return format == null ? schema : schema.put("format", format);
  }
}
