package io.muster.cluster.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the data folder of a standalone tells. */
final class DataFiles {
  private DataFiles() {}

  private static JsonObject state(Path data) throws IOException {
    try {
      return new JsonObject(Files.readString(data.resolve("state.json")));
    } catch (NoSuchFileException e) {
      throw new IOException(
          data + " is not the data folder of a control plane; start one with: muster up", e);
    }
  }

  /** The HTTPS address of the first control-plane node. */
  static String server(Path data) throws IOException {
    return state(data).getJsonArray("servers").getString(0);
  }

  /** The port of what listens inside, such as {@code postgres}. */
  static int port(Path data, String name) throws IOException {
    return state(data).getJsonObject("ports").getInteger(name);
  }

  /** Removes a folder with all that is in it, as far as it can. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }
}
