package io.muster.server.access;

import io.muster.runtime.config.Size;
import java.time.Duration;

/** Settings for tests: passwords cost little. */
public final class People {
  public static final AccessConfig CONFIG =
      new AccessConfig(
          Duration.ofMinutes(15),
          Duration.ofHours(12),
          Duration.ofDays(7),
          12,
          new Size(7 << 20),
          1,
          1,
          2,
          50,
          5,
          Duration.ofMinutes(5));

  private People() {}
}
