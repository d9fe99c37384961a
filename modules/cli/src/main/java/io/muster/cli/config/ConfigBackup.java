package io.muster.cli.config;

import io.muster.cli.CliException;
import io.muster.cli.ClientOptions;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Format;
import io.muster.cli.output.Printer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code muster config backup}. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true,
    description = "Writes all documents, as they are at one moment, to a file.",
    footer = {"", "Example:", "  muster config backup --output config.json"})
final class ConfigBackup implements Callable<Integer> {
  static final String KIND = "muster-config-backup";

  @Mixin private ClientOptions client;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "JSON, or YAML when its name says so; - is our own output, the default.")
  private String output = "-";

  @Override
  public Integer call() {
    try (Api api = client.api()) {
      Map<String, Object> backup = read(api);
      write(backup);
      if (!output.equals("-")) {
        System.out.println(
            ((List<?>) backup.get("documents")).size()
                + " documents as of revision "
                + backup.get("revision")
                + " are in "
                + output);
      }
    }
    return Exit.OK;
  }

  private static Map<String, Object> read(Api api) {
    Map<String, Object> backup = new LinkedHashMap<>();
    List<Object> documents = new ArrayList<>();
    backup.put("kind", KIND);
    backup.put("version", 1L);
    String token = "";
    do {
      Fields page = api.get(Api.path("/api/v1/configs/backup", "pageToken", token));
      backup.put("revision", page.number("revision"));
      page.objects("documents").forEach(document -> documents.add(Documents.readable(document)));
      token = page.text("nextPageToken");
    } while (!token.isEmpty());
    backup.put("documents", documents);
    return backup;
  }

  /** Beside the file first, so that an old backup is never replaced by half a new one. */
  private void write(Map<String, Object> backup) {
    boolean yaml = output.endsWith(".yaml") || output.endsWith(".yml");
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
    Printer.print(out, yaml ? Format.yaml : Format.json, backup);
    out.flush();
    if (output.equals("-")) {
      System.out.writeBytes(text.toByteArray());
      return;
    }
    Path file = Path.of(output).toAbsolutePath();
    try {
      Path beside =
          Files.createTempFile(
              file.getParent(),
              ".muster",
              ".tmp",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(beside, text.toByteArray());
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw CliException.usage("--output " + output + " cannot be written: " + e.getMessage());
    }
  }
}
