package io.muster.cli.standalone;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * {@code muster server}: here for help alone, because the launcher runs it without this program.
 */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    customSynopsis = "muster server --config FILE",
    description = "Runs one control-plane node until it is told to stop (SIGTERM).",
    footer = {"", "Example:", "  muster server --config /etc/muster/server.yaml"})
final class ServerCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments;

  @Override
  public Integer call() {
    return Launch.through("server", arguments);
  }
}
