package io.muster.cli.standalone;

import io.muster.cli.CliException;
import io.muster.cli.Exit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Runs a command by the launcher script, for those who started this program without it. */
final class Launch {
  private Launch() {}

  static int through(String command, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(Installation.launcher().toString(), command));
    words.addAll(arguments == null ? List.of() : arguments);
    try {
      return new ProcessBuilder(words).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new CliException(Exit.UNREACHABLE, "muster " + command + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Exit.FAILED;
    }
  }
}
