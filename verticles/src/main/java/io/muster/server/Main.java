package io.muster.server;

import ch.qos.logback.classic.Level;
import io.muster.runtime.config.ConfigException;
import io.muster.runtime.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts one control-plane node: {@code --config FILE}, and {@code --init} to make the secrets only. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final String USAGE = "usage: muster server --config FILE [--init]";
  private static final int WRONG_USAGE = 2;

  private Main() {}

  public static void main(String[] args) {
    List<String> given = List.of(args);
    int at = given.indexOf("--config");
    if (at < 0 || at + 1 >= given.size()) {
      exit(WRONG_USAGE, USAGE);
    }
    try {
      ServerConfig config = load(Path.of(given.get(at + 1)));
      level(config.log().level());
      if (given.contains("--init")) {
        Secrets.make(config).forEach(path -> System.out.println("made " + path));
        return;
      }
      ServerNode node = ServerNode.start(config);
      Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "muster-stop"));
    } catch (ConfigException e) {
      exit(WRONG_USAGE, e.getMessage());
    } catch (Exception e) {
      LOG.error("this control-plane node cannot start", e);
      exit(1, "cannot start: " + reason(e));
    }
  }

  static ServerConfig load(Path file) {
    try (InputStream reference = Main.class.getResourceAsStream("/server.reference.yaml")) {
      String text = new String(reference.readAllBytes(), StandardCharsets.UTF_8);
      return Settings.load(ServerConfig.class, text, file, System.getenv());
    } catch (IOException e) {
      throw new ConfigException("the reference file cannot be read: " + e.getMessage());
    }
  }

  private static void level(ServerConfig.LogLevel level) {
    ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.muster")).setLevel(Level.valueOf(level.name()));
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  /** Once Vert.x exists its threads keep the JVM alive, so leaving {@code main} is not enough. */
  private static void exit(int code, String message) {
    System.err.println("muster server: " + message);
    System.exit(code);
  }
}
