package io.muster.server;

import io.muster.runtime.config.ConfigException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The command line of a control-plane node.
 *
 * @param config the operator's file
 * @param task what is wanted
 * @param nats what is said about the NATS server whose configuration is wanted
 */
record Arguments(Path config, Task task, Nats nats) {
  /** What the program does. */
  enum Task {
    RUN,
    INIT,
    NATS_CONF
  }

  /**
   * Of one NATS server, as far as the command line says it.
   *
   * @param host which of {@code nats.urls} it is; may be left out when there is one
   * @param port together with the host
   * @param listen the address that it listens on, when that is not the host
   * @param dir holds its data, on its own machine
   * @param tls holds nats.crt, nats.key and ca.crt, on its own machine
   * @param version of the program
   */
  record Nats(
      Optional<String> host,
      Optional<Integer> port,
      Optional<String> listen,
      Optional<Path> dir,
      Optional<Path> tls,
      Optional<String> version) {
    static final Nats NOTHING =
        new Nats(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private Nats with(String flag, String value) {
      return switch (flag) {
        case "--nats-host" -> new Nats(Optional.of(value), port, listen, dir, tls, version);
        case "--nats-port" ->
            new Nats(host, Optional.of(number(flag, value)), listen, dir, tls, version);
        case "--nats-listen" -> new Nats(host, port, Optional.of(value), dir, tls, version);
        case "--nats-dir" -> new Nats(host, port, listen, Optional.of(path(value)), tls, version);
        case "--nats-tls" -> new Nats(host, port, listen, dir, Optional.of(path(value)), version);
        case "--nats-version" -> new Nats(host, port, listen, dir, tls, Optional.of(value));
        default -> throw new ConfigException("unknown argument " + flag + "\n" + USAGE);
      };
    }
  }

  static final String USAGE =
      """
      usage: muster server --config FILE [--init]
             muster server --config FILE --nats-conf --nats-dir DIR [--nats-host HOST [--nats-port PORT]]
                           [--nats-listen ADDRESS] [--nats-tls DIR] [--nats-version VERSION]""";

  /** Throws {@link ConfigException} with the word that was not understood. */
  static Arguments parse(List<String> words) {
    Path config = null;
    Task task = Task.RUN;
    Nats nats = Nats.NOTHING;
    for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
      String word = rest.next();
      switch (word) {
        case "--init" -> task = Task.INIT;
        case "--nats-conf" -> task = Task.NATS_CONF;
        default -> {
          int equals = word.indexOf('=');
          String flag = equals < 0 ? word : word.substring(0, equals);
          if (equals < 0 && !rest.hasNext()) {
            throw new ConfigException(word + " wants a value, or is not known\n" + USAGE);
          }
          String value = equals < 0 ? rest.next() : word.substring(equals + 1);
          if (flag.equals("--config")) {
            config = Path.of(value);
          } else {
            nats = nats.with(flag, value);
          }
        }
      }
    }
    return new Arguments(config, task, nats).checked();
  }

  private Arguments checked() {
    if (config == null) {
      throw new ConfigException("--config is missing\n" + USAGE);
    }
    if (task != Task.NATS_CONF && !nats.equals(Nats.NOTHING)) {
      throw new ConfigException("the flags --nats-… belong to --nats-conf\n" + USAGE);
    }
    return this;
  }

  private static Path path(String value) {
    return Path.of(value);
  }

  private static int number(String flag, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new ConfigException(flag + " is '" + value + "' but must be a port");
    }
  }
}
