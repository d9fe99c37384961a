package io.muster.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.muster.cli.CliException;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** A document in a file: TOML, YAML or JSON, by the end of its name; what has none is YAML. */
final class DocumentFile {
  private DocumentFile() {}

  /**
   * Reads it as maps, lists, texts, numbers and booleans.
   *
   * @param name {@code -} is our own input
   * @throws CliException naming the option, the file and what is wrong with it
   */
  static Map<String, Object> read(String option, String name) {
    String text = text(option, name);
    try {
      Object value = parse(name, text);
      if (value instanceof Map<?, ?> map) {
        return objects(name, map);
      }
      throw CliException.usage(
          option
              + " "
              + name
              + " must hold keys and values, but holds "
              + (value == null
                  ? "nothing"
                  : "a " + value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT)));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String where = at == null ? "" : " in line " + at.getLineNr();
      throw CliException.usage(
          option + " " + name + " cannot be read" + where + ": " + e.getOriginalMessage());
    } catch (YAMLException | IOException e) {
      throw CliException.usage(option + " " + name + " cannot be read: " + e.getMessage());
    }
  }

  private static String text(String option, String name) {
    try (InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw CliException.usage(option + " " + name + " does not exist");
    } catch (IOException e) {
      throw CliException.usage(option + " " + name + " cannot be read: " + e.getMessage());
    }
  }

  private static Object parse(String name, String text) throws IOException {
    if (name.endsWith(".toml")) {
      return new TomlMapper().readValue(text, Map.class);
    }
    if (name.endsWith(".json")) {
      return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(options)).load(text);
  }

  private static Map<String, Object> objects(String name, Map<?, ?> map) {
    Map<String, Object> copy = new java.util.LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), plain(name, key, value)));
    return copy;
  }

  private static Object plain(String name, Object key, Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> objects(name, map);
      case List<?> list -> {
        List<Object> copy = new java.util.ArrayList<>();
        list.forEach(item -> copy.add(plain(name, key, item)));
        yield copy;
      }
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      case Date date ->
          throw CliException.usage(
              name + ": " + key + " is a date to YAML; put it in quotes to have it as text");
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      default -> value.toString();
    };
  }
}
