package io.muster.server.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.muster.protocol.v1.AccessProto;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A request as the audit trail keeps it: fields that the contract marks {@code (secret)} say only
 * that they were given, long ones are cut and say their length and SHA-256, and it is never larger
 * than {@value #MOST} characters.
 */
final class Redaction {
  static final String SECRET = "[secret]";
  static final int LONG_TEXT = 512;
  private static final int SHOWN = 128;
  private static final int LONG_LIST = 100;
  private static final int MOST = 32 * 1024;

  /** Shorter ones stand in words by chance. */
  private static final int LEAST_SECRET = 4;

  private final List<String> secrets = new ArrayList<>();
  private final String json;

  Redaction(Message request) {
    String text = message(request).encode();
    json =
        text.length() <= MOST ? text : new JsonObject().put("shortened", shortened(text)).encode();
  }

  String json() {
    return json;
  }

  /** Takes the request's secrets out of a text such as a failure's message. */
  String scrub(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, SECRET);
    }
    return clean;
  }

  private JsonObject message(Message message) {
    JsonObject object = new JsonObject();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      boolean secret = field.getOptions().getExtension(AccessProto.secret);
      object.put(field.getJsonName(), field(field, entry.getValue(), secret));
    }
    return object;
  }

  private Object field(FieldDescriptor field, Object value, boolean secret) {
    if (field.isMapField()) {
      return map(field, (List<?>) value, secret);
    }
    if (!field.isRepeated()) {
      return secret ? hidden(value) : single(field, value);
    }
    List<?> values = (List<?>) value;
    JsonArray array = new JsonArray();
    values.stream()
        .limit(secret ? values.size() : LONG_LIST)
        .forEach(one -> array.add(secret ? hidden(one) : single(field, one)));
    return !secret && values.size() > LONG_LIST
        ? array.add("… (" + values.size() + " items, SHA-256 " + sha256(values.toString()) + ")")
        : array;
  }

  private JsonObject map(FieldDescriptor field, List<?> entries, boolean secret) {
    FieldDescriptor keys = field.getMessageType().findFieldByName("key");
    FieldDescriptor values = field.getMessageType().findFieldByName("value");
    JsonObject object = new JsonObject();
    for (Object entry : entries) {
      Object value = ((Message) entry).getField(values);
      String key = String.valueOf(((Message) entry).getField(keys));
      // The secrets of all are needed, to take them out of messages.
      Object shown =
          secret ? hidden(value) : object.size() < LONG_LIST ? single(values, value) : "";
      if (object.size() < LONG_LIST) {
        object.put(key.length() > LONG_TEXT ? shortened(key) : key, shown);
      }
    }
    return entries.size() > LONG_LIST ? object.put("…", entries.size() + " entries") : object;
  }

  private String hidden(Object value) {
    if (value instanceof Message message) {
      message.getAllFields().values().forEach(this::hiddenBelow);
      return SECRET;
    }
    String text = value instanceof ByteString bytes ? bytes.toStringUtf8() : String.valueOf(value);
    if (text.length() >= LEAST_SECRET) {
      secrets.add(text);
    }
    return SECRET;
  }

  private void hiddenBelow(Object value) {
    if (value instanceof List<?> values) {
      values.forEach(this::hidden);
    } else {
      hidden(value);
    }
  }

  private Object single(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case STRING -> text((String) value);
      case BYTE_STRING -> {
        ByteString bytes = (ByteString) value;
        yield "(" + bytes.size() + " bytes, SHA-256 " + sha256(bytes.toByteArray()) + ")";
      }
      case MESSAGE -> {
        Message message = (Message) value;
        boolean known = field.getMessageType().getFullName().startsWith("google.protobuf.");
        yield known ? text(Json.print(message).replaceAll("^\"|\"$", "")) : message(message);
      }
      case ENUM -> String.valueOf(value);
      case FLOAT, DOUBLE -> String.valueOf(value);
      case INT, LONG, BOOLEAN -> value;
    };
  }

  private static String text(String text) {
    return text.length() <= LONG_TEXT ? text : shortened(text);
  }

  private static String shortened(String text) {
    int end = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return text.substring(0, end)
        + "… ("
        + text.length()
        + " characters, SHA-256 "
        + sha256(text)
        + ")";
  }

  private static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
