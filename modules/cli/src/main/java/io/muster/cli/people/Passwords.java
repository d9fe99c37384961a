package io.muster.cli.people;

import io.muster.cli.CliException;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Passwords from the terminal, or from a pipe when the caller says so; never from an argument. */
final class Passwords {
  private static final int MOST = 4096;

  private Passwords() {}

  /**
   * Asks for one that there is.
   *
   * @throws CliException when there is nobody to ask
   */
  static String ask(String prompt, boolean stdin) {
    if (stdin) {
      return line();
    }
    Console console = System.console();
    if (console == null) {
      throw CliException.usage(
          "there is no terminal to ask for the password; give it on --password-stdin");
    }
    char[] typed = console.readPassword("%s: ", prompt);
    if (typed == null || typed.length == 0) {
      throw CliException.usage("no password was given");
    }
    return new String(typed);
  }

  /** Asks for a new one, twice. */
  static String choose(String prompt, boolean stdin) {
    String first = ask(prompt, stdin);
    if (!stdin && !first.equals(ask("Again", false))) {
      throw CliException.usage("the two were not the same");
    }
    return first;
  }

  private static String line() {
    try {
      byte[] all = System.in.readNBytes(MOST);
      String text = new String(all, StandardCharsets.UTF_8);
      String line = text.lines().findFirst().orElse("");
      if (line.isEmpty()) {
        throw CliException.usage("standard input holds no password in its first line");
      }
      return line;
    } catch (IOException e) {
      throw CliException.usage("standard input cannot be read: " + e.getMessage());
    }
  }
}
