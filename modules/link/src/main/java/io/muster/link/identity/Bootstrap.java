package io.muster.link.identity;

import io.muster.trust.TrustFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Every secret that a control plane stands on. {@link #ensure} is idempotent, safe when several
 * processes start together, and mends what a killed start left behind.
 *
 * @param written the files that were made or reissued this time; empty when all was there
 */
public record Bootstrap(TrustFolder folder, NatsAuthority nats, List<Path> written) {
  /**
   * Reads the trust folder and makes what is missing in it.
   *
   * @param serverNames host names and addresses under which HTTPS and gRPC are reached
   * @param natsNames those of nats-server
   * @throws IOException when the folder cannot be written or holds something unreadable; the
   *     message names the file
   */
  public static Bootstrap ensure(
      Path trustDir, Set<String> serverNames, Set<String> natsNames, Instant now)
      throws IOException {
    TrustFolder folder = new TrustFolder(trustDir);
    List<Path> written = folder.ensure(serverNames, natsNames, now);
    return new Bootstrap(folder, NatsAuthority.ensure(trustDir, now), written);
  }
}
