package io.muster.cli.audit;

import io.muster.cli.CliException;
import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.api.Items;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster audit export}. */
@Command(
    name = "export",
    description =
        "Writes the rows of the chain as they are, a line of JSON each, the oldest first.",
    footer = {
      "",
      "Examples:",
      "  muster audit export > audit.ndjson",
      "  muster audit export --since 30d --output-file audit.ndjson"
    })
final class AuditExport extends ClientCommand {
  @Option(
      names = "--since",
      paramLabel = "WHEN",
      description =
          "Not before: how long ago, such as 24h, or a time such as 2026-01-31T08:00:00Z.")
  private String since = "";

  @Option(names = "--until", paramLabel = "WHEN", description = "Before; as --since.")
  private String until = "";

  @Option(names = "--output-file", paramLabel = "FILE", description = "Into this file.")
  private Path file;

  @Override
  protected int run(Api api) {
    Instant now = Instant.now();
    String from = Moment.of("--since", since, now);
    String to = Moment.of("--until", until, now);
    try (Items items =
            new Items(
                api,
                after ->
                    Api.path(
                        AuditCommands.PATH + ":export",
                        "since",
                        from,
                        "until",
                        to,
                        "after",
                        Long.toString(after)),
                "seq");
        OutputStream out = new BufferedOutputStream(open())) {
      for (Fields row = items.next(); row != null; row = items.next()) {
        out.write(Json.bytes(row.map()));
        out.write('\n');
      }
      return Exit.OK;
    } catch (IOException e) {
      throw new CliException(Exit.FAILED, "cannot write the rows: " + e.getMessage());
    }
  }

  private OutputStream open() throws IOException {
    return file == null ? new Kept() : Files.newOutputStream(file);
  }

  /** Standard output, which is not ours to close. */
  private static final class Kept extends FilterOutputStream {
    Kept() {
      super(System.out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
