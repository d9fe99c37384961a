package io.muster.server.gateway;

import io.muster.runtime.Bus;
import io.muster.runtime.Streams;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import io.vertx.grpc.server.GrpcServer;
import java.util.Set;

/**
 * The door. Deploy one instance for each event loop; all share one {@link GatewayShared}.
 *
 * <ul>
 *   <li><b>Owns</b>: the listeners; no table.
 *   <li><b>Hears</b>: HTTP/1.1 and HTTP/2 with TLS on one port, gRPC among it; without TLS on
 *       loopback, if configured; the event-bus bridge over TCP with TLS, if configured.
 *   <li><b>Says</b>: every method of the contract on the bus, {@code Credentials/Verify}, and, for
 *       each call that the contract audits, {@code AuditTrail/Append} and a line in the log {@code
 *       audit}.
 *   <li><b>Crash</b>: open calls and streams break; clients repeat with the same id, and resume
 *       streams after the last number they saw, on any node.
 * </ul>
 */
public final class GatewayVerticle extends VerticleBase {
  private static final String REFLECTION = "/grpc.reflection.";
  private static final int MAX_FRAME = 256 * 1024;

  private final GatewayShared shared;
  private Authenticator authenticator;
  private GrpcServer grpc;
  private Router router;
  private HttpServer server;
  private HttpServer plain;
  private TcpFace tcp;

  public GatewayVerticle(GatewayShared shared) {
    this.shared = shared;
  }

  @Override
  public Future<?> start() {
    GatewayConfig config = shared.config;
    Bus bus = new Bus(vertx);
    CertificateVerifier certificates = new CertificateVerifier(bus, config.certificateRoles());
    authenticator =
        new Authenticator(
            new TokenVerifier(bus),
            new SessionVerifier(vertx, bus, shared.sessionPublicPem, certificates),
            certificates,
            config,
            shared.limit,
            shared.clock);
    Trail trail = new Trail(vertx, bus, shared.refusals);
    Calls calls =
        new Calls(bus, new Streams(vertx), authenticator, shared.rules, shared.measures, trail);
    grpc = new GrpcFace(vertx, calls, config).server(shared.contract, config, shared::ready);
    router = router(calls, config);
    TcpFace tcp = new TcpFace(vertx, calls, shared.bridge, config);
    this.tcp = tcp;
    CertificateWatch files = new CertificateWatch(vertx, config);
    return files
        .load()
        .compose(
            tls -> {
              HttpServerOptions options = options(config).setSsl(true).setUseAlpn(true);
              options.setKeyCertOptions(tls.getKeyCertOptions());
              options.setTrustOptions(tls.getTrustOptions()).setClientAuth(tls.getClientAuth());
              server = vertx.createHttpServer(options).requestHandler(this::dispatch);
              return server.listen(config.port(), config.host()).compose(on -> tcp.listen(tls));
            })
        .onSuccess(
            listening ->
                files.watch(
                    tls -> server.updateSSLOptions(tls, true).compose(changed -> tcp.renew(tls))))
        .compose(listening -> startPlain(config));
  }

  /** The port of the TLS listener, once deployed. */
  public int port() {
    return server.actualPort();
  }

  /** The port of the plain listener, once deployed; 0 when there is none. */
  public int plainPort() {
    return plain == null ? 0 : plain.actualPort();
  }

  /** The port of the TCP bridge, once deployed; 0 when there is none. */
  public int bridgePort() {
    return tcp.port();
  }

  private Future<?> startPlain(GatewayConfig config) {
    if (config.plainPort().isEmpty()) {
      return Future.succeededFuture();
    }
    plain = vertx.createHttpServer(options(config)).requestHandler(this::dispatch);
    return plain.listen(config.plainPort().get(), config.plainHost());
  }

  private static HttpServerOptions options(GatewayConfig config) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHandle100ContinueAutomatically(true)
            .setCompressionSupported(false)
            .setMaxWebSocketFrameSize(MAX_FRAME)
            .setMaxWebSocketMessageSize(MAX_FRAME);
    options.setIdleTimeout((int) config.idleTimeout().toSeconds());
    options.setTcpNoDelay(true);
    options.setUseProxyProtocol(config.proxyProtocol());
    return options;
  }

  private Router router(Calls calls, GatewayConfig config) {
    Router made = Router.router(vertx);
    StreamFace streams = new StreamFace(vertx, calls, config);
    UploadFace uploads = new UploadFace(vertx, calls);
    if (!config.corsOrigins().isEmpty()) {
      CorsHandler cors = CorsHandler.create();
      config.corsOrigins().forEach(cors::addOrigin);
      made.route()
          .handler(
              cors.allowedHeaders(
                  Set.of("authorization", "content-type", "idempotency-key", "traceparent")));
    }
    RestFace rest = new RestFace(shared.trie, calls, streams, uploads, config);
    made.route("/api/v1/*").handler(rest::handle);
    made.route("/admin/*").handler(rest::handle);
    made.route("/ws").handler(new SocketFace(vertx, calls, shared.trie, streams, config)::handle);
    new OidcFace(vertx, new Bus(vertx), calls, shared).mount(made);
    if (shared.bridge.config.sockjs()) {
      new SockJsFace(vertx, calls, shared.bridge, config).mount(made);
    }
    new Operations(vertx, shared, authenticator).mount(made);
    made.route().last().handler(GatewayVerticle::nothing);
    made.route().failureHandler(GatewayVerticle::failed);
    return made;
  }

  private void dispatch(HttpServerRequest request) {
    String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
    if (type != null && type.startsWith("application/grpc")) {
      if (request.path().startsWith(REFLECTION)) {
        reflection(request);
      } else {
        grpc.handle(request);
      }
      return;
    }
    Answers.secure(request);
    router.handle(request);
  }

  /** The contract is not for strangers: reflection needs a credential like any call. */
  private void reflection(HttpServerRequest request) {
    Credential credential =
        new Origins(shared.config).credential(request.headers(), request.connection());
    request.pause();
    authenticator
        .authenticate(credential)
        .onSuccess(
            known -> {
              grpc.handle(request);
              request.resume();
            })
        .onFailure(error -> GrpcReplies.trailersOnly(request, Problem.of(error, request.path())));
  }

  private static void nothing(RoutingContext context) {
    failed(context, 404);
  }

  private static void failed(RoutingContext context) {
    failed(context, context.statusCode());
  }

  private static void failed(RoutingContext context, int status) {
    HttpServerRequest request = context.request();
    String traceId = Trace.of(request.headers().get("traceparent"));
    Throwable error =
        context.failure() != null ? context.failure() : Problem.status(status, request.path());
    Answers.problem(request, Problem.of(error, request.path()), traceId);
  }
}
