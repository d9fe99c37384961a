package io.muster.cli.standalone;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code muster agent}: here for help alone, because the launcher runs it without this program. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    customSynopsis = "muster agent [--config FILE] [--server URL --join TOKEN]",
    description = "Runs the agent of this machine until it is told to stop (SIGTERM).",
    footer = {
      "",
      "  --config FILE   settings; conf/agent.reference.yaml lists them all",
      "  --server URL    a control-plane node to join through, the first time",
      "  --join TOKEN    a join token, the first time: muster token create",
      "",
      "Examples:",
      "  muster agent --server https://muster.example.com:8443 --join \"$TOKEN\"",
      "  muster agent --config /etc/muster/agent.yaml"
    })
final class AgentCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments;

  @Override
  public Integer call() {
    return Launch.through("agent", arguments);
  }
}
