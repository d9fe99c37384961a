package io.muster.local.postgres;

import java.nio.file.Path;

/** Where what can be made again is kept, outside of any data folder. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * {@code $MUSTER_CACHE}; else {@code /var/cache/muster} for root, because every user can reach
   * it; else {@code $XDG_CACHE_HOME/muster} or {@code ~/.cache/muster}.
   */
  public static Path locate() {
    String chosen = System.getenv("MUSTER_CACHE");
    if (chosen != null && !chosen.isBlank()) {
      return Path.of(chosen);
    }
    if (PostgresUser.isRoot()) {
      return Path.of("/var/cache/muster");
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && !xdg.isBlank()
        ? Path.of(xdg, "muster")
        : Path.of(System.getProperty("user.home"), ".cache", "muster");
  }
}
