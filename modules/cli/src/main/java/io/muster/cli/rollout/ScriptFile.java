package io.muster.cli.rollout;

import io.muster.cli.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A script that travels with its job: the node writes it to a file of its own and runs that with
 * the interpreter of its first line, else with {@code /bin/sh}.
 */
record ScriptFile(byte[] content, String interpreter) {
  private static final int MAX = 512 * 1024;

  /**
   * Reads it.
   *
   * @throws CliException naming the option when it cannot be read or is too large
   */
  static ScriptFile read(String option, Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      if (content.length > MAX) {
        throw CliException.usage(option + " " + file + " is larger than 512 KiB");
      }
      return new ScriptFile(content, interpreter(content));
    } catch (IOException e) {
      throw CliException.usage(option + " " + file + " cannot be read: " + e.getMessage());
    }
  }

  private static String interpreter(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    String first = text.lines().findFirst().orElse("");
    if (!first.startsWith("#!") || first.substring(2).isBlank()) {
      return "/bin/sh";
    }
    return Arrays.stream(first.substring(2).strip().split("\\s+"))
        .map(ScriptFile::quoted)
        .collect(Collectors.joining(" "));
  }

  /** The shell line that runs it; the script comes on its standard input. */
  String line(List<String> arguments) {
    String tail =
        arguments.stream().map(argument -> " " + quoted(argument)).collect(Collectors.joining());
    return "f=$(mktemp) || exit 1; trap 'rm -f \"$f\"' EXIT; trap 'exit 143' HUP INT TERM; "
        + "cat >\"$f\" || exit 1; "
        + interpreter
        + " \"$f\""
        + tail
        + " </dev/null";
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./=:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
