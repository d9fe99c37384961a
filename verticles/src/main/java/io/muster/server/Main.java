package io.muster.server;

import ch.qos.logback.classic.Level;
import io.muster.runtime.config.ConfigException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts one control-plane node: {@code --config FILE}; {@code --init} makes the secrets only,
 * {@code --nats-conf} prints the configuration of a NATS server.
 */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int WRONG_USAGE = 2;

  private Main() {}

  public static void main(String[] args) {
    try {
      Arguments given = Arguments.parse(List.of(args));
      ServerConfig config = ServerConfig.load(given.config(), System.getenv());
      // Standard output belongs to what --init and --nats-conf print.
      boolean runs = given.task() == Arguments.Task.RUN;
      level(runs ? config.log().level() : ServerConfig.LogLevel.ERROR);
      switch (given.task()) {
        case INIT -> Secrets.make(config).forEach(path -> System.out.println("made " + path));
        case NATS_CONF ->
            System.out.print(NatsFile.text(config, given.nats(), Secrets.read(config).nats()));
        case RUN -> {
          ServerNode node = ServerNode.start(config);
          Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "muster-stop"));
        }
      }
    } catch (ConfigException e) {
      exit(WRONG_USAGE, e.getMessage());
    } catch (Exception e) {
      LOG.error("this control-plane node cannot start", e);
      exit(1, "cannot start: " + reason(e));
    }
  }

  private static void level(ServerConfig.LogLevel level) {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.muster"))
        .setLevel(Level.valueOf(level.name()));
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof NoSuchFileException missing) {
      return "the file " + missing.getFile() + " does not exist";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Once Vert.x exists its threads keep the JVM alive, so leaving {@code main} is not enough. */
  private static void exit(int code, String message) {
    System.err.println("muster server: " + message);
    System.exit(code);
  }
}
