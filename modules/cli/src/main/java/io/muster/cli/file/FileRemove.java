package io.muster.cli.file;

import io.muster.cli.ClientCommand;
import io.muster.cli.Exit;
import io.muster.cli.api.Api;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster file rm}. */
@Command(
    name = "rm",
    description = "Forgets an uploaded file; what is on nodes stays there.",
    footer = {"", "Example:", "  muster file rm 01j9x2c0e4k5m6n7p8q9r0s1t2"})
final class FileRemove extends ClientCommand {
  @Parameters(paramLabel = "ID", description = "The file.")
  private String id;

  @Override
  protected int run(Api api) {
    api.once("DELETE", FileCommands.path(id, ""), Map.of());
    print(Map.of("id", id), () -> System.out.println(id + " is forgotten"));
    return Exit.OK;
  }
}
