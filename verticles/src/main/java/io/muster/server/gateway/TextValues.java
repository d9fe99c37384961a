package io.muster.server.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.muster.runtime.Failure;
import java.text.ParseException;
import java.util.Base64;
import java.util.Locale;

/** Values of path variables and query parameters. */
final class TextValues {
  private TextValues() {}

  /** Reads text as the field's type; the failure names the field, the text and the form wanted. */
  static Object read(FieldDescriptor field, String name, String text) {
    try {
      return switch (field.getType()) {
        case STRING -> text;
        case BOOL -> bool(text);
        case INT32, SINT32, SFIXED32 -> Integer.valueOf(text);
        case UINT32, FIXED32 -> Integer.parseUnsignedInt(text);
        case INT64, SINT64, SFIXED64 -> Long.valueOf(text);
        case UINT64, FIXED64 -> Long.parseUnsignedLong(text);
        case FLOAT -> Float.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case BYTES -> bytes(text);
        case ENUM -> enumValue(field, text);
        case MESSAGE -> time(field, text);
        case GROUP -> throw new IllegalArgumentException("groups");
      };
    } catch (IllegalArgumentException | ParseException e) {
      throw Failure.invalid(
          "'" + text + "' is not a value for " + name + "; it takes " + form(field));
    }
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true", "" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("bool");
    };
  }

  private static ByteString bytes(String text) {
    String plain = text.replace('-', '+').replace('_', '/');
    return ByteString.copyFrom(Base64.getDecoder().decode(plain));
  }

  private static EnumValueDescriptor enumValue(FieldDescriptor field, String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    for (EnumValueDescriptor value : field.getEnumType().getValues()) {
      if (value.getName().equals(upper) || value.getName().endsWith("_" + upper)) {
        return value;
      }
    }
    throw new IllegalArgumentException("enum");
  }

  private static Object time(FieldDescriptor field, String text) throws ParseException {
    return field.getMessageType().equals(Duration.getDescriptor())
        ? Durations.parse(text)
        : Timestamps.parse(text);
  }

  private static String form(FieldDescriptor field) {
    return switch (field.getType()) {
      case BOOL -> "true or false";
      case INT32, SINT32, SFIXED32, UINT32, FIXED32, INT64, SINT64, SFIXED64, UINT64, FIXED64 ->
          "a whole number in the range of " + field.getType().name().toLowerCase(Locale.ROOT);
      case FLOAT, DOUBLE -> "a number";
      case BYTES -> "base64";
      case ENUM ->
          "one of "
              + String.join(
                  ", ",
                  field.getEnumType().getValues().stream()
                      .map(EnumValueDescriptor::getName)
                      .toList());
      case MESSAGE ->
          field.getMessageType().equals(Duration.getDescriptor())
              ? "seconds such as 60s or 1.5s"
              : "a time as RFC 3339 has it, such as 2026-01-31T12:00:00Z";
      default -> "text";
    };
  }
}
