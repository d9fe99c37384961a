package io.muster.cli.completion;

import io.muster.cli.Exit;
import io.muster.cli.Main;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code muster completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a completion script.",
    footer = {
      "",
      "Examples:",
      "  source <(muster completion bash)",
      "  muster completion fish > ~/.config/fish/completions/muster.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  /** Shells that we know. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell;

  @Override
  public Integer call() {
    CommandLine all = Main.commandLine();
    System.out.print(
        switch (shell) {
          case bash, zsh -> AutoComplete.bash("muster", all);
          case fish -> FishScript.of(all);
        });
    System.out.flush();
    return Exit.OK;
  }
}
