package io.muster.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code muster version}. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the version of this program and of the Java it runs on.",
    footer = {"", "Example:", "  muster version"})
final class VersionCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.println(
        "muster " + Version.text() + " (Java " + System.getProperty("java.version") + ")");
    return Exit.OK;
  }
}
