package io.muster.cli.context;

import io.muster.cli.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * {@code config.yaml}:
 *
 * <pre>
 * current: production
 * contexts:
 *   production:
 *     servers: [https://a.example:8443, https://b.example:8443]
 *     tokenFile: production.token     # or token: mst_…
 *     ca: production-ca.crt           # PEM, or system
 * </pre>
 *
 * Paths are relative to the file.
 */
final class ConfigFile {
  private static final Set<String> KEYS = Set.of("servers", "server", "token", "tokenFile", "ca");

  private ConfigFile() {}

  /** Reads the named context, else the current one; empty when there is no file and no name. */
  static Optional<Layer> read(Path file, String name) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      if (name != null) {
        throw CliException.usage("there is no context '" + name + "': " + file + " is missing");
      }
      return Optional.empty();
    } catch (IOException e) {
      throw CliException.usage(file + " cannot be read: " + e.getMessage());
    }
    return pick(file, parse(file, text), name);
  }

  private static Map<?, ?> parse(Path file, String text) {
    try {
      Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      if (root == null) {
        return Map.of();
      }
      return mapping(file, "the file", root);
    } catch (YAMLException e) {
      throw CliException.usage(file + " is not YAML: " + e.getMessage().replace('\n', ' '));
    }
  }

  private static Optional<Layer> pick(Path file, Map<?, ?> root, String name) {
    Object wanted = name != null ? name : root.get("current");
    if (wanted == null) {
      return Optional.empty();
    }
    Map<?, ?> contexts =
        root.get("contexts") == null ? Map.of() : mapping(file, "contexts", root.get("contexts"));
    Object found = contexts.get(wanted);
    if (found == null) {
      throw CliException.usage(
          "there is no context '" + wanted + "' in " + file + "; it has " + contexts.keySet());
    }
    return Optional.of(layer(file, wanted.toString(), mapping(file, wanted.toString(), found)));
  }

  private static Layer layer(Path file, String name, Map<?, ?> values) {
    for (Object key : values.keySet()) {
      if (!KEYS.contains(String.valueOf(key))) {
        throw CliException.usage(
            file + ": context '" + name + "' has the unknown key '" + key + "'; known are " + KEYS);
      }
    }
    List<String> servers = new ArrayList<>();
    if (values.get("servers") instanceof List<?> list) {
      list.forEach(server -> servers.add(String.valueOf(server)));
    } else {
      Object one = values.get("servers") != null ? values.get("servers") : values.get("server");
      servers.addAll(ContextFinder.split(one == null ? null : one.toString()));
    }
    Path base = file.toAbsolutePath().getParent();
    Object ca = values.get("ca");
    return new Layer(
        file + " (context " + name + ")",
        servers,
        token(file, base, values),
        ContextFinder.readCa(ca == null ? null : ca.toString(), base));
  }

  private static String token(Path file, Path base, Map<?, ?> values) {
    if (values.get("token") != null) {
      return values.get("token").toString();
    }
    if (values.get("tokenFile") == null) {
      return null;
    }
    Path path = base.resolve(values.get("tokenFile").toString());
    try {
      return Files.readString(path).strip();
    } catch (IOException e) {
      throw CliException.usage(file + ": the tokenFile " + path + " cannot be read");
    }
  }

  private static Map<?, ?> mapping(Path file, String what, Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw CliException.usage(file + ": " + what + " must be a mapping");
  }
}
