package io.muster.server.gateway;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failed authentications by address, a minute at a time, so that guessing stays slow and
 * cheap for us. Shared by the instances of a gateway; remembers a bounded number of addresses, the
 * quietest forgotten first.
 */
final class FailureLimit {
  static final int MAX_ADDRESSES = 10_000;
  private static final long WINDOW_MS = 60_000;

  private record Count(long window, int failures) {}

  private final int perMinute;
  private final InstantSource clock;
  private final Map<String, Count> counts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  FailureLimit(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /** How long the address must wait; zero when it need not. */
  synchronized Duration wait(String address) {
    long now = clock.millis();
    Count count = counts.get(address);
    if (count == null || count.window != now / WINDOW_MS || count.failures < perMinute) {
      return Duration.ZERO;
    }
    return Duration.ofMillis((count.window + 1) * WINDOW_MS - now);
  }

  synchronized void failed(String address) {
    long window = clock.millis() / WINDOW_MS;
    counts.merge(
        address,
        new Count(window, 1),
        (old, one) -> old.window == window ? new Count(window, old.failures + 1) : one);
  }
}
