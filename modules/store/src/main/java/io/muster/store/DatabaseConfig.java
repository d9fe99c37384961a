package io.muster.store;

import io.muster.runtime.config.ConfigException;
import io.muster.runtime.config.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code postgres} of the server's configuration.
 *
 * @param passwordFile holds the password in its first line; kept out of the configuration itself
 * @param tlsCa PEM; when set, TLS with host name verification is demanded
 * @param poolSize connections of one control-plane node
 */
public record DatabaseConfig(
    String host,
    @Range(min = 1, max = 65535) int port,
    String database,
    String user,
    Path passwordFile,
    Optional<Path> tlsCa,
    @Range(min = 2, max = 500) int poolSize,
    @Range(min = 100, max = 60_000) Duration connectTimeout) {

  String secret() {
    try {
      return Files.readString(passwordFile).strip();
    } catch (IOException e) {
      throw new ConfigException(
          "postgres.passwordFile " + passwordFile + " cannot be read: " + e.getMessage());
    }
  }

  String jdbcUrl() {
    String tls = tlsCa.map(ca -> "?sslmode=verify-full&sslrootcert=" + ca).orElse("");
    return "jdbc:postgresql://" + host + ":" + port + "/" + database + tls;
  }
}
