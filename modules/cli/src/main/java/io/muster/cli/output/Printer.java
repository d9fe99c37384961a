package io.muster.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Prints values for programs. */
public final class Printer {
  private Printer() {}

  /**
   * Prints a value of maps and lists as JSON or YAML.
   *
   * @throws IllegalArgumentException for {@link Format#table}, which each command draws itself
   */
  public static void print(PrintStream out, Format format, Object value) {
    switch (format) {
      case json -> json(out, value);
      case yaml -> yaml(out, value);
      case table -> throw new IllegalArgumentException("a table is drawn by its command");
    }
  }

  private static void json(PrintStream out, Object value) {
    try (JsonGenerator generator = Json.pretty(out)) {
      Json.write(generator, value);
      generator.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.flush();
  }

  private static void yaml(PrintStream out, Object value) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setSplitLines(false);
    options.setAllowUnicode(true);
    try {
      Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      new Yaml(options).dump(value, writer);
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
