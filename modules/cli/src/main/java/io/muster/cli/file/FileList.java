package io.muster.cli.file;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import io.muster.cli.json.Fields;
import io.muster.cli.output.Ages;
import io.muster.cli.output.Table;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code muster file ls}. */
@Command(
    name = "ls",
    description = "Lists uploaded files, the newest first.",
    footer = {"", "Example:", "  muster file ls --limit 20"})
final class FileList extends ClientCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; default 50, 0 is all.")
  private int limit = 50;

  @Override
  protected int run(Api api) {
    List<Fields> files = list(api, "files", Math.max(0, limit), FileCommands.FILES);
    print(values(files), () -> draw(files));
    return Exit.OK;
  }

  private static void draw(List<Fields> files) {
    Instant now = Instant.now();
    Table table = new Table("ID", "SIZE", "AGE", "BY", "SHA256", "NAME");
    for (Fields file : files) {
      table.row(
          file.text("id"),
          Progress.size(file.number("size")),
          Ages.ago(file.text("createdAt"), now),
          file.text("createdBy"),
          file.text("sha256").substring(0, 12),
          file.text("name"));
    }
    table.print(System.out);
  }
}
