package io.muster.agent;

import io.muster.agent.identity.Enrolment;
import io.muster.agent.identity.EnrolmentException;
import io.muster.agent.identity.Identity;
import io.muster.agent.identity.IdentityFolder;
import io.muster.runtime.config.ConfigException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an agent comes by its identity. */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final Duration MAX_JOIN_PAUSE = Duration.ofSeconds(30);

  private Joining() {}

  /** The identity that is there, or a new one. */
  static Identity identity(
      AgentConfig config, IdentityFolder folder, Enrolment enrolment, String hostname)
      throws IOException, EnrolmentException {
    Optional<Identity> known = folder.load();
    if (known.isPresent()) {
      return known.get();
    }
    String server =
        config
            .join()
            .server()
            .orElseThrow(() -> new ConfigException(missing("join.server", "--server", config)));
    String token =
        config
            .joinToken()
            .orElseThrow(() -> new ConfigException(missing("join.token", "--join", config)));
    Identity identity = join(config, enrolment, server, token, hostname);
    folder.save(identity);
    LOG.info("joined as node {}", identity.nodeId());
    return identity;
  }

  private static String missing(String key, String flag, AgentConfig config) {
    return key
        + " is required and missing, because "
        + config.data().resolve("identity")
        + " holds no identity yet; set it in the file, or give "
        + flag;
  }

  /** Tries until the control plane says yes or no; what cannot be reached is tried again. */
  private static Identity join(
      AgentConfig config, Enrolment enrolment, String server, String token, String hostname)
      throws EnrolmentException {
    String name = config.node().name().orElse(hostname);
    for (int failures = 0; ; failures++) {
      try {
        return enrolment.enrol(server, token, config.node().id(), name);
      } catch (EnrolmentException e) {
        if (e.refused()) {
          throw e;
        }
        if (failures == 0) {
          LOG.warn("cannot join now, tries again: {}", e.getMessage());
        }
        long most = Math.min(MAX_JOIN_PAUSE.toMillis(), 500L << Math.min(failures, 10));
        pause(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
      }
    }
  }

  private static void pause(long millis) throws EnrolmentException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while joining", e);
    }
  }
}
