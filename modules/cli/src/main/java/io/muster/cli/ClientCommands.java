package io.muster.cli;

import io.muster.cli.audit.AuditCommands;
import io.muster.cli.completion.CompletionCommand;
import io.muster.cli.config.ConfigCommands;
import io.muster.cli.file.FileCommands;
import io.muster.cli.job.ExecCommand;
import io.muster.cli.job.JobCommands;
import io.muster.cli.node.NodeCommands;
import io.muster.cli.people.EnvCommands;
import io.muster.cli.people.LoginCommand;
import io.muster.cli.people.LogoutCommand;
import io.muster.cli.people.RoleCommands;
import io.muster.cli.people.UserCommands;
import io.muster.cli.people.WhoamiCommand;
import io.muster.cli.rollout.RolloutCommands;
import io.muster.cli.rollout.WhyCommand;
import io.muster.cli.secret.SecretCommands;
import io.muster.cli.token.TokenCommands;
import java.util.List;

/** The commands that talk to the control plane, and those that talk to nobody. */
final class ClientCommands {
  private ClientCommands() {}

  static List<CommandEntry> entries() {
    return List.of(
        CommandEntry.leaf("exec", ExecCommand::new),
        JobCommands.entry(),
        RolloutCommands.entry(),
        CommandEntry.leaf("why", WhyCommand::new),
        FileCommands.entry(),
        ConfigCommands.entry(),
        SecretCommands.entry(),
        NodeCommands.entry(),
        TokenCommands.entry(),
        AuditCommands.entry(),
        UserCommands.entry(),
        RoleCommands.entry(),
        EnvCommands.entry(),
        CommandEntry.leaf("login", LoginCommand::new),
        CommandEntry.leaf("logout", LogoutCommand::new),
        CommandEntry.leaf("whoami", WhoamiCommand::new),
        CommandEntry.leaf("completion", CompletionCommand::new),
        CommandEntry.leaf("version", VersionCommand::new));
  }
}
