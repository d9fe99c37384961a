package io.muster.server.access;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.trust.PasswordHash;
import io.muster.trust.Tokens;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hashes passwords a few at a time: each takes megabytes and tens of milliseconds, and who tries
 * many must not take all of it. Every method awaits.
 */
final class Passwords {
  private final WorkerExecutor workers;
  private final PasswordHash parameters;
  private final int minLength;
  private final int most;
  private final AtomicInteger underWay = new AtomicInteger();

  /** Of nobody's password, so that a name that there is not costs as much as a wrong password. */
  private final String nobody;

  Passwords(Vertx vertx, AccessConfig config) {
    this.workers = vertx.createSharedWorkerExecutor("muster-passwords", config.passwordHashers());
    this.parameters =
        new PasswordHash(
            (int) (config.passwordMemory().bytes() / 1024),
            config.passwordIterations(),
            config.passwordParallelism());
    this.minLength = config.passwordMinLength();
    this.most = config.passwordHashers() + config.passwordQueue();
    this.nobody = parameters.of(Tokens.newSecret());
  }

  /** Fails with {@code INVALID} when the password is too easy; the message does not hold it. */
  String hash(String user, String password) {
    if (password.codePointCount(0, password.length()) < minLength) {
      throw Failure.invalid("the password is too short; take " + minLength + " characters or more");
    }
    if (password.equalsIgnoreCase(user)
        || password.chars().distinct().count() < Math.min(4, minLength)) {
      throw Failure.invalid("the password is too easy to guess; take several words");
    }
    return slowly(() -> parameters.of(password));
  }

  /** The same password under today's parameters. */
  String again(String password) {
    return slowly(() -> parameters.of(password));
  }

  boolean outdated(String hash) {
    return parameters.outdated(hash);
  }

  /**
   * Is it the password of that hash?
   *
   * @param hash null for nobody's
   */
  boolean match(String password, String hash) {
    boolean same = slowly(() -> PasswordHash.matches(password, hash == null ? nobody : hash));
    return same && hash != null;
  }

  private <T> T slowly(Callable<T> work) {
    if (underWay.incrementAndGet() > most) {
      underWay.decrementAndGet();
      throw new Failure(
          FailureCode.BUSY,
          "too many passwords are being checked at once; try again",
          Duration.ofSeconds(2),
          null);
    }
    try {
      return workers.executeBlocking(work, false).await();
    } finally {
      underWay.decrementAndGet();
    }
  }
}
