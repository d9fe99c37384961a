package io.muster.agent;

import java.nio.file.Path;
import java.util.Optional;

/** The agent's command line. {@code config} is null when none is given. */
record Arguments(Path config, Optional<String> server, Optional<String> join, boolean help) {
  static final String USAGE =
      """
      usage: java -jar muster-agent.jar [--config FILE] [--server https://HOST:PORT --join TOKEN]

        --config FILE   settings; conf/agent.reference.yaml lists them all
        --server URL    a control-plane node, to join through
        --join TOKEN    a join token: muster token create
      """;

  /** Throws {@link IllegalArgumentException} with the word that was not understood. */
  static Arguments parse(String[] words) {
    Arguments given = new Arguments(null, Optional.empty(), Optional.empty(), false);
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String flag = equals < 0 ? word : word.substring(0, equals);
      if (flag.equals("--help") || flag.equals("-h")) {
        return new Arguments(null, Optional.empty(), Optional.empty(), true);
      }
      String value = equals < 0 ? null : word.substring(equals + 1);
      if (value == null && i + 1 < words.length) {
        value = words[++i];
      }
      if (value == null) {
        throw new IllegalArgumentException(flag + " wants a value, or is not known\n" + USAGE);
      }
      given = given.with(flag, value);
    }
    return given;
  }

  private Arguments with(String flag, String value) {
    return switch (flag) {
      case "--config" -> new Arguments(Path.of(value), server, join, help);
      case "--server" -> new Arguments(config, Optional.of(value), join, help);
      case "--join" -> new Arguments(config, server, Optional.of(value), help);
      default -> throw new IllegalArgumentException("unknown argument " + flag + "\n" + USAGE);
    };
  }
}
