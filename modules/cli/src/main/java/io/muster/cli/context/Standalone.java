package io.muster.cli.context;

import io.muster.cli.CliException;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import io.muster.local.LocalException;
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
      throw CliException.usage(
          data.resolve("state.json") + " cannot be read: " + LocalException.reason(e));
    }
    Path trust = data.resolve("trust");
    String token = text(trust.resolve("admin.token")).strip();
    return Optional.of(
        new Layer(data.toString(), state.texts("servers"), token, text(trust.resolve("ca.crt"))));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw CliException.usage(
          file + " of the standalone cannot be read: " + LocalException.reason(e));
    }
  }
}
