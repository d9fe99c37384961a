package io.muster.cli.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads and writes JSON: objects are {@code Map<String, Object>} in the order of the text, arrays
 * are {@code List<Object>}, the rest is String, Long, Double, Boolean or null.
 */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private Json() {}

  /**
   * Reads one value.
   *
   * @throws IOException when the text is not JSON or cannot be read
   */
  public static Object parse(InputStream in) throws IOException {
    try (JsonParser parser = FACTORY.createParser(in)) {
      parser.nextToken();
      return value(parser);
    }
  }

  /**
   * Reads one value.
   *
   * @throws IOException when the text is not JSON
   */
  public static Object parse(byte[] text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.nextToken();
      return value(parser);
    }
  }

  private static Object value(JsonParser p) throws IOException {
    JsonToken token = p.currentToken();
    if (token == null) {
      throw new IOException("the text ends where JSON should be");
    }
    return switch (token) {
      case START_OBJECT -> object(p);
      case START_ARRAY -> array(p);
      case VALUE_STRING -> p.getText();
      case VALUE_NUMBER_INT -> p.getLongValue();
      case VALUE_NUMBER_FLOAT -> p.getDoubleValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  private static Map<String, Object> object(JsonParser p) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (p.nextToken() != JsonToken.END_OBJECT) {
      String key = p.currentName();
      p.nextToken();
      map.put(key, value(p));
    }
    return map;
  }

  private static List<Object> array(JsonParser p) throws IOException {
    List<Object> list = new ArrayList<>();
    while (p.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(p));
    }
    return list;
  }

  /** One line of UTF-8 without a line end. */
  public static byte[] bytes(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A generator that indents by two spaces and leaves {@code out} open. */
  public static JsonGenerator pretty(OutputStream out) throws IOException {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    JsonGenerator generator = FACTORY.createGenerator(out);
    generator.setPrettyPrinter(printer);
    return generator;
  }

  /** Writes a value made of maps, lists, strings, numbers and booleans. */
  public static void write(JsonGenerator g, Object value) throws IOException {
    switch (value) {
      case null -> g.writeNull();
      case Map<?, ?> map -> {
        g.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          g.writeFieldName(entry.getKey().toString());
          write(g, entry.getValue());
        }
        g.writeEndObject();
      }
      case List<?> list -> {
        g.writeStartArray();
        for (Object element : list) {
          write(g, element);
        }
        g.writeEndArray();
      }
      case Long number -> g.writeNumber(number);
      case Integer number -> g.writeNumber(number);
      case Double number -> g.writeNumber(number);
      case Boolean flag -> g.writeBoolean(flag);
      default -> g.writeString(value.toString());
    }
  }
}
