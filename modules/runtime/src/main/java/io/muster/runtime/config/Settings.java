package io.muster.runtime.config;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Settings in layers, the later over the earlier: the reference file, which states every key and
 * its default; the operator's file; environment variables {@code MUSTER__SECTION__KEY}. Each value
 * remembers where it was written.
 */
public final class Settings {
  /** A value as written, and where: {@code conf.yaml:12} or {@code $MUSTER__A__B}. */
  public record Entry(Object value, String where) {}

  private static final String PREFIX = "MUSTER__";

  private final Map<String, Object> root = new LinkedHashMap<>();

  /**
   * Reads and binds a configuration.
   *
   * @param type a record whose components are the keys; nested records are sections
   * @param reference the text of the reference file
   * @param file the operator's file, or null for none
   * @throws ConfigException naming every problem
   * @throws IllegalStateException when the reference file does not state every key: a bug
   */
  public static <T extends Record> T load(
      Class<T> type, String reference, Path file, Map<String, String> environment) {
    return load(type, reference, file, environment, "", "");
  }

  /**
   * As {@link #load(Class, String, Path, Map)}, with one layer more that comes over all others.
   *
   * @param last YAML or JSON; empty for none
   * @param lastName what problems in it are said to be in
   */
  public static <T extends Record> T load(
      Class<T> type,
      String reference,
      Path file,
      Map<String, String> environment,
      String last,
      String lastName) {
    Settings settings = new Settings();
    settings.merge(new StringReader(reference), "the reference file");
    refuseUnstated(type, settings.root, "");
    if (file != null) {
      settings.merge(file);
    }
    settings.override(environment);
    settings.merge(new StringReader(last), lastName);
    return new Binder().bind(type, settings.root);
  }

  /** Holds code and reference file together; a key of the file without a component is unknown. */
  private static void refuseUnstated(Class<?> type, Map<?, ?> stated, String path) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = path + component.getName();
      if (!stated.containsKey(component.getName())) {
        throw new IllegalStateException("the reference file does not state " + key);
      }
      if (Binder.isSection(component.getType())) {
        if (!(stated.get(component.getName()) instanceof Map<?, ?> inner)) {
          throw new IllegalStateException("the reference file states no keys of " + key);
        }
        refuseUnstated(component.getType(), inner, key + ".");
      }
    }
  }

  private void merge(Path file) {
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      merge(in, file.toString());
    } catch (NoSuchFileException e) {
      throw new ConfigException("configuration file " + file + " does not exist");
    } catch (IOException e) {
      throw new ConfigException(
          "configuration file " + file + " cannot be read: " + e.getMessage());
    }
  }

  private void merge(Reader in, String name) {
    try {
      Node node = new Yaml(new LoaderOptions()).compose(in);
      if (node == null) {
        return;
      }
      if (!(node instanceof MappingNode mapping)) {
        throw new ConfigException(name + ": keys with values are expected");
      }
      merge(root, mapping, name, "");
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      throw new ConfigException(name + ":" + line + ": not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new ConfigException(name + " cannot be read as YAML in UTF-8: " + e.getMessage());
    }
  }

  private static void merge(
      Map<String, Object> into, MappingNode mapping, String name, String path) {
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = tuple.getKeyNode().getStartMark().getLine() + 1;
      if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
        throw new ConfigException(name + ":" + line + ": a key must be a single word");
      }
      String key = scalar.getValue();
      Integer before = seen.put(key, line);
      if (before != null) {
        throw new ConfigException(
            name + ":" + line + ": " + path + key + " is written twice, first in line " + before);
      }
      if (tuple.getValueNode() instanceof MappingNode section) {
        merge(section(into, key), section, name, path + key + ".");
      } else {
        Object value = value(tuple.getValueNode(), name);
        // A section whose keys are all commented out changes nothing.
        if (value != null || !(into.get(key) instanceof Map)) {
          into.put(key, new Entry(value, name + ":" + line));
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> into, String key) {
    Object now = into.get(key);
    if (now instanceof Map) {
      return (Map<String, Object>) now;
    }
    Map<String, Object> fresh = new LinkedHashMap<>();
    into.put(key, fresh);
    return fresh;
  }

  private static Object value(Node node, String name) {
    if (node instanceof SequenceNode sequence) {
      List<Object> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        if (!(item instanceof ScalarNode)) {
          int line = item.getStartMark().getLine() + 1;
          throw new ConfigException(name + ":" + line + ": a list holds single values only");
        }
        items.add(value(item, name));
      }
      return items;
    }
    ScalarNode scalar = (ScalarNode) node;
    return scalar.getTag().equals(org.yaml.snakeyaml.nodes.Tag.NULL) ? null : scalar.getValue();
  }

  private void override(Map<String, String> environment) {
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            put(root, List.of(name.substring(PREFIX.length()).split("__")), value, "$" + name);
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> into, List<String> path, String value, String where) {
    String key = match(into, path.getFirst());
    if (path.size() == 1) {
      into.put(key, new Entry(value, where));
    } else {
      put(section(into, key), path.subList(1, path.size()), value, where);
    }
  }

  /** Keys are camelCase or snake_case in files and upper case in the environment. */
  private static String match(Map<String, Object> section, String name) {
    String wanted = plain(name);
    return section.keySet().stream()
        .filter(key -> plain(key).equals(wanted))
        .findFirst()
        .orElse(name.toLowerCase(Locale.ROOT));
  }

  /** A key without what differs between its spellings. */
  static String plain(String key) {
    return key.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }
}
