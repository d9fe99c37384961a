package io.muster.server.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the TLS files, and again when one of them changes. New connections get the new certificate;
 * a pair that does not fit (it was caught between two writes) is tried again.
 */
final class CertificateWatch {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

  private final Vertx vertx;
  private final GatewayConfig config;
  private List<Buffer> present = List.of();
  private boolean complained;

  CertificateWatch(Vertx vertx, GatewayConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  /** The options for the first start. */
  Future<ServerSSLOptions> load() {
    return read()
        .map(
            files -> {
              present = files;
              return options(files);
            });
  }

  /** Looks again and again; {@code use} gets what is new. */
  void watch(Function<ServerSSLOptions, Future<Boolean>> use) {
    vertx.setTimer(
        config.certificateCheck().toMillis(),
        fired -> read().compose(files -> apply(use, files)).onComplete(done -> watch(use)));
  }

  private Future<Void> apply(Function<ServerSSLOptions, Future<Boolean>> use, List<Buffer> files) {
    if (files.equals(present)) {
      return Future.succeededFuture();
    }
    return use.apply(options(files))
        .onSuccess(
            changed -> {
              present = files;
              complained = false;
              LOG.info("the certificate in {} is new and in use", config.tlsCertificate());
            })
        .onFailure(this::complain)
        .mapEmpty();
  }

  private void complain(Throwable error) {
    if (!complained) {
      complained = true;
      LOG.warn(
          "the new certificate in {} cannot be used, the old one stays: {}",
          config.tlsCertificate(),
          error.getMessage());
    }
  }

  private Future<List<Buffer>> read() {
    List<Path> paths = new ArrayList<>(List.of(config.tlsCertificate(), config.tlsKey()));
    config.clientCa().ifPresent(paths::add);
    List<Future<Buffer>> files =
        paths.stream().map(path -> vertx.fileSystem().readFile(path.toString())).toList();
    return Future.all(files).map(all -> all.<Buffer>list()).onFailure(this::complain);
  }

  private static ServerSSLOptions options(List<Buffer> files) {
    ServerSSLOptions options =
        new ServerSSLOptions()
            .setKeyCertOptions(
                new PemKeyCertOptions().addCertValue(files.get(0)).addKeyValue(files.get(1)))
            .setUseAlpn(true);
    options.setApplicationLayerProtocols(List.of("h2", "http/1.1"));
    if (files.size() > 2) {
      options
          .setClientAuth(io.vertx.core.http.ClientAuth.REQUEST)
          .setTrustOptions(new PemTrustOptions().addCertValue(files.get(2)));
    }
    return options;
  }
}
