package io.muster.server;

import io.muster.link.identity.Bootstrap;
import io.muster.runtime.config.ConfigException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The folder of secrets: made once by {@code --init}, shared by the nodes, never made again behind anybody's back. */
final class Secrets {
  private Secrets() {}

  /** Makes what is missing and returns the files. */
  static List<Path> make(ServerConfig config) throws IOException {
    return bootstrap(config).written();
  }

  /** Reads the folder; certificates that near their end are reissued. */
  static Bootstrap read(ServerConfig config) throws IOException {
    if (!Files.exists(config.trust().resolve("ca.crt"))) {
      throw new ConfigException(
          "trust folder "
              + config.trust()
              + " holds no ca.crt; make the secrets once with 'muster server --config FILE --init' and copy the folder"
              + " to every control-plane node");
    }
    return bootstrap(config);
  }

  private static Bootstrap bootstrap(ServerConfig config) throws IOException {
    Set<String> server = new TreeSet<>(Set.of("localhost", "127.0.0.1", "::1"));
    config.enrolment().serverUrls().forEach(url -> server.add(host(url)));
    Set<String> nats = new TreeSet<>(Set.of("localhost", "127.0.0.1", "::1"));
    List<String> urls = new ArrayList<>(config.nats().urls());
    urls.addAll(config.enrolment().natsUrls());
    urls.forEach(url -> nats.add(host(url)));
    return Bootstrap.ensure(config.trust(), server, nats, Clock.systemUTC().instant());
  }

  private static String host(String url) {
    String host = URI.create(url).getHost();
    if (host == null) {
      throw new ConfigException("'" + url + "' is not an address; write scheme://host:port");
    }
    return host;
  }
}
