package io.muster.cli.standalone;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code muster test}: here for help alone, because the launcher runs it without this program. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    customSynopsis = "muster test [MAVEN-OPTION...]",
    description = "Installs what the tests need and runs them all; the last line is the sum.",
    footer = {"", "Example:", "  muster test"})
final class TestCommand implements Callable<Integer> {
  @Unmatched private List<String> arguments;

  @Override
  public Integer call() {
    return Launch.through("test", arguments);
  }
}
