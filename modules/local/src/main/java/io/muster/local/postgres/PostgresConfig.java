package io.muster.local.postgres;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where an embedded PostgreSQL lives and how it runs.
 *
 * @param home its folder; the database lies in {@code home/data}. It may lie under folders that
 *     only root can read
 * @param cache where the programs are unpacked
 * @param passwordFile holds the password of the user {@code muster}; made at the first start, 0600
 * @param log where the server writes; appended
 * @param port of 127.0.0.1
 * @param durable false switches fsync off: for tests alone
 * @param settings further server settings by name
 */
public record PostgresConfig(
    Path home,
    Path cache,
    Path passwordFile,
    Path log,
    int port,
    boolean durable,
    Map<String, String> settings) {
  public PostgresConfig {
    home = home.toAbsolutePath().normalize();
    cache = cache.toAbsolutePath().normalize();
    settings = Map.copyOf(settings);
  }

  Path data() {
    return home.resolve("data");
  }
}
