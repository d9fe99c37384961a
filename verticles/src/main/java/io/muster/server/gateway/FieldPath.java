package io.muster.server.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A field, or a field of a field: what a path variable or a query parameter sets. */
record FieldPath(List<FieldDescriptor> fields) {
  private static final int MAX_DEPTH = 4;

  static FieldPath of(Descriptor type, String dotted) {
    List<FieldDescriptor> fields = new ArrayList<>();
    Descriptor at = type;
    for (String name : dotted.split("\\.")) {
      FieldDescriptor field = at == null ? null : at.findFieldByName(name);
      if (field == null) {
        throw new IllegalStateException(type.getFullName() + " has no field " + dotted);
      }
      fields.add(field);
      at = field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : null;
    }
    return new FieldPath(List.copyOf(fields));
  }

  /** Every path below a type that text can set, under its names in both spellings. */
  static Map<String, FieldPath> allOf(
      Descriptor type, List<FieldPath> without, FieldDescriptor body) {
    Map<String, FieldPath> found = new HashMap<>();
    collect(type, List.of(), "", "", found);
    found.values().removeIf(path -> without.contains(path) || path.fields.getFirst().equals(body));
    return Map.copyOf(found);
  }

  private static void collect(
      Descriptor type,
      List<FieldDescriptor> above,
      String json,
      String proto,
      Map<String, FieldPath> into) {
    for (FieldDescriptor field : type.getFields()) {
      List<FieldDescriptor> fields = new ArrayList<>(above);
      fields.add(field);
      String jsonName = json + field.getJsonName();
      String protoName = proto + field.getName();
      if (isText(field)) {
        FieldPath path = new FieldPath(List.copyOf(fields));
        into.put(jsonName, path);
        into.put(protoName, path);
      } else if (!field.isRepeated()
          && fields.size() < MAX_DEPTH
          && !field.getMessageType().getFile().getPackage().startsWith("google.")) {
        collect(field.getMessageType(), fields, jsonName + ".", protoName + ".", into);
      }
    }
  }

  private static boolean isText(FieldDescriptor field) {
    return field.getJavaType() != JavaType.MESSAGE || isWellKnown(field.getMessageType());
  }

  private static boolean isWellKnown(Descriptor type) {
    return type.equals(Duration.getDescriptor()) || type.equals(Timestamp.getDescriptor());
  }

  FieldDescriptor last() {
    return fields.getLast();
  }

  /** The name as JSON has it, such as {@code shell.line}. */
  String jsonName() {
    return String.join(".", fields.stream().map(FieldDescriptor::getJsonName).toList());
  }

  /** Sets the value, or adds it when the field is a list. */
  void put(Message.Builder message, Object value) {
    Message.Builder at = message;
    for (FieldDescriptor field : fields.subList(0, fields.size() - 1)) {
      at = at.getFieldBuilder(field);
    }
    if (last().isRepeated()) {
      at.addRepeatedField(last(), value);
    } else {
      at.setField(last(), value);
    }
  }

  Object get(Message.Builder message) {
    Message.Builder at = message;
    for (FieldDescriptor field : fields.subList(0, fields.size() - 1)) {
      at = at.getFieldBuilder(field);
    }
    return at.getField(last());
  }
}
