package io.muster.server.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON of the contract. Names are camelCase; numbers, strings, booleans, lists and maps are always
 * printed, so that a key that a script relies on is there even when it is empty; messages and
 * {@code optional} fields are printed when they are set. 64-bit numbers are strings, as proto3 has
 * it.
 */
final class Json {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();
  private static final JsonFormat.Parser PARSER = JsonFormat.parser();
  private static final Pattern UNKNOWN = Pattern.compile("Cannot find field: (\\S+) in message (\\S+)");
  private static final Pattern POSITION = Pattern.compile("at line (\\d+) column (\\d+)");
  private static final Pattern CLASS = Pattern.compile("([a-z_]\\w*\\.)+[A-Z]\\w*(Exception|Error)(: )?");

  private Json() {}

  static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          "cannot print a " + message.getDescriptorForType().getFullName(), e);
    }
  }

  /** Reads a document into the message; fails with a 400 that names the place. */
  static void merge(String document, Message.Builder into) {
    try {
      PARSER.merge(document, into);
    } catch (InvalidProtocolBufferException | IllegalArgumentException | IllegalStateException e) {
      throw Problem.invalid(words(e.getMessage()));
    }
  }

  /** The parser's words without its class names and its advice to programmers. */
  static String words(String raw) {
    String text = raw == null ? "" : raw;
    Matcher unknown = UNKNOWN.matcher(text);
    if (unknown.find()) {
      return "the body has an unknown field '" + unknown.group(1) + "'; /openapi.json lists the fields";
    }
    Matcher position = POSITION.matcher(text);
    if (position.find()) {
      return "the body is not valid JSON at line " + position.group(1) + " column " + position.group(2);
    }
    if (text.contains("EOFException") || text.contains("End of input") || text.isBlank()) {
      return "the body is not valid JSON: it ends too early";
    }
    return "the body does not fit: " + CLASS.matcher(text).replaceAll("").strip();
  }
}
