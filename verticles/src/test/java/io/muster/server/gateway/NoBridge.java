package io.muster.server.gateway;

import io.muster.runtime.config.Size;
import java.time.Duration;
import java.util.Optional;

/** For gateways whose bridge is not what is tested. */
public final class NoBridge {
  private NoBridge() {}

  /** Listens nowhere. */
  public static BridgeConfig config() {
    Duration second = Duration.ofSeconds(1);
    Size size = new Size(64 * 1024);
    return new BridgeConfig(
        false, "127.0.0.1", Optional.empty(), size, size, second, 1, 1, 1, second, second);
  }
}
