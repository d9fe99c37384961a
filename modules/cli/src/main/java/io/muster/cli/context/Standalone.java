package io.muster.cli.context;

import io.muster.cli.CliException;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code muster up} leaves in its data directory: {@code state.json} with the gateway's
 * addresses, {@code trust/admin.token} and {@code trust/ca.crt}.
 */
final class Standalone {
  private Standalone() {}

  /** Empty when {@code data} is not the directory of a standalone. */
  static Optional<Layer> read(Path data) {
    Fields state;
    try {
      state = Fields.of(Json.parse(Files.readAllBytes(data.resolve("state.json"))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw CliException.usage(data.resolve("state.json") + " cannot be read: " + e.getMessage());
    }
    try {
      String token = Files.readString(data.resolve("trust").resolve("admin.token")).strip();
      String ca = Files.readString(data.resolve("trust").resolve("ca.crt"));
      return Optional.of(new Layer(data.toString(), state.texts("servers"), token, ca));
    } catch (IOException e) {
      throw CliException.usage(
          "the standalone in " + data + " cannot be used, " + e.getMessage() + " is not readable");
    }
  }
}
