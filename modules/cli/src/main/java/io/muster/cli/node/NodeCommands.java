package io.muster.cli.node;

import io.muster.cli.CommandEntry;
import io.muster.cli.api.Api;
import picocli.CommandLine.Command;

/** The group {@code node}. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Lists, labels and removes the machines of the fleet.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Examples:", "  muster node ls", "  muster node label web-1 role=web"})
public final class NodeCommands {
  private NodeCommands() {}

  /** The group with its commands. */
  public static CommandEntry entry() {
    return CommandEntry.group(
        "node",
        NodeCommands::new,
        CommandEntry.leaf("ls", NodeList::new),
        CommandEntry.leaf("show", NodeShow::new),
        CommandEntry.leaf("facts", NodeFacts::new),
        CommandEntry.leaf("label", NodeLabel::new),
        CommandEntry.leaf("group", NodeGroup::new),
        CommandEntry.leaf("cordon", NodeCordon::new),
        CommandEntry.leaf("uncordon", NodeUncordon::new),
        CommandEntry.leaf("rm", NodeRemove::new));
  }

  static String path(String id, String rest) {
    return "/api/v1/nodes/" + Api.segment(id) + rest;
  }
}
