package io.muster.agent.executors.shell;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The words by which a waiting shell becomes a command. */
final class Script {
  /** A longer one is left to the system call, which says itself what it cannot take. */
  private static final int MAX = 32 * 1024;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What shells keep for themselves, and some of them refuse to be given. */
  private static final Set<String> OWN =
      Set.of(
          "_",
          "EUID",
          "GROUPS",
          "IFS",
          "LINENO",
          "OLDPWD",
          "OPTIND",
          "PPID",
          "PWD",
          "RANDOM",
          "SECONDS",
          "SHELLOPTS",
          "UID");

  private Script() {}

  /** True for a variable that every shell hands on. */
  static boolean canName(String variable) {
    return NAME.matcher(variable).matches();
  }

  /**
   * The whole is one compound command, so that a part of it does nothing.
   *
   * @param inherited the variables that the shell has
   * @param input what becomes the command's standard input
   * @return empty when a shell could not do this exactly
   */
  static Optional<byte[]> of(
      Surroundings around, Map<String, String> inherited, List<String> argv, Path input) {
    StringBuilder script = new StringBuilder("{\n");
    if (!around.folder().equals(Path.of("/"))) {
      script.append("cd -P ").append(quoted(around.folder().toString()));
      script.append(" && unset OLDPWD || exit 126\n");
    }
    for (Map.Entry<String, String> variable : around.environment().entrySet()) {
      String name = variable.getKey();
      if (variable.getValue().equals(inherited.get(name))) {
        continue;
      }
      if (!canName(name) || OWN.contains(name) || name.startsWith("BASH")) {
        return Optional.empty();
      }
      script.append("export ").append(name).append('=').append(quoted(variable.getValue()));
      script.append('\n');
    }
    script.append("exec");
    around.becoming().forEach(word -> script.append(' ').append(quoted(word)));
    argv.forEach(word -> script.append(' ').append(quoted(word)));
    script.append(" <").append(quoted(input.toString())).append("\n}\n");
    byte[] bytes = script.toString().getBytes(StandardCharsets.UTF_8);
    return bytes.length > MAX || script.indexOf("\0") >= 0 ? Optional.empty() : Optional.of(bytes);
  }

  static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
