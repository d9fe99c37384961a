package io.muster.agent;

import io.muster.agent.identity.EnrolmentException;
import io.muster.runtime.config.ConfigException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's process. Exit codes: 0 stopped when told to by Ctrl-C or {@code --help}, 143 by
 * SIGTERM, 2 wrong usage or settings, 5 not allowed to join or a data folder that cannot be used.
 */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] arguments) {
    try {
      Arguments given = Arguments.parse(arguments);
      if (given.help()) {
        System.out.println(Arguments.USAGE);
        return;
      }
      LiveSettings settings =
          new LiveSettings(
              document ->
                  AgentConfig.load(given.config(), System.getenv(), document)
                      .joining(given.server(), given.join()));
      AgentLogging.set(settings.present().log());
      AgentProcess process = AgentProcess.start(settings);
      CountDownLatch forever = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .name("stop")
                  .unstarted(
                      () -> {
                        process.stop();
                        forever.countDown();
                      }));
      forever.await();
    } catch (ConfigException | IllegalArgumentException e) {
      end(2, e.getMessage());
    } catch (EnrolmentException | IOException e) {
      end(5, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("the agent cannot start", e);
      end(1, "the agent cannot start: " + e);
    }
  }

  private static void end(int code, String message) {
    System.err.println("muster-agent: " + message);
    System.exit(code);
  }
}
