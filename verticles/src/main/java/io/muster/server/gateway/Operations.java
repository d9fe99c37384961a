package io.muster.server.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.muster.protocol.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** What stands beside the contract: health, metrics, the OpenAPI document, the console. */
final class Operations {
  private static final String METRICS_PERMISSION = "system:read";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final GatewayShared shared;
  private final Authenticator authenticator;
  private final Origins origins;

  Operations(Vertx vertx, GatewayShared shared, Authenticator authenticator) {
    this.vertx = vertx;
    this.shared = shared;
    this.authenticator = authenticator;
    this.origins = new Origins(shared.config);
  }

  void mount(Router router) {
    router.get("/healthz").handler(c -> Answers.json(c.request(), 200, "{\"status\":\"ok\"}"));
    router.head("/healthz").handler(c -> Answers.json(c.request(), 200, "{\"status\":\"ok\"}"));
    router.get("/readyz").handler(this::ready);
    router.get("/metrics").handler(this::metrics);
    router.get("/openapi.json").handler(this::openApi);
    router.get("/").handler(this::index);
    shared.console.ifPresent(files -> new ConsoleFace(files).mount(router));
  }

  /** For programs; browsers get the console. */
  private void index(RoutingContext context) {
    String accept = context.request().headers().get(HttpHeaders.ACCEPT);
    if (shared.console.isPresent() && accept != null && accept.contains("text/html")) {
      context.next();
      return;
    }
    JsonObject index =
        new JsonObject()
            .put("name", "muster")
            .put("api", "/api/v1")
            .put("openapi", "/openapi.json")
            .put("health", "/healthz");
    Answers.json(context.request(), 200, index.encode());
  }

  private void ready(RoutingContext context) {
    Map<String, Boolean> checks = shared.checks.get();
    boolean ready = checks.values().stream().allMatch(ok -> ok);
    JsonObject body = new JsonObject().put("status", ready ? "ok" : "not ready");
    JsonObject list = new JsonObject();
    checks.forEach(list::put);
    Answers.json(context.request(), ready ? 200 : 503, body.put("checks", list).encode());
  }

  private void metrics(RoutingContext context) {
    HttpServerRequest request = context.request();
    Credential credential = credential(request);
    boolean free = credential.absent() && credential.local();
    Future<?> admitted =
        free
            ? Future.succeededFuture()
            : authenticator.authenticate(credential).compose(Operations::mayReadMetrics);
    admitted
        .compose(ok -> scrape())
        .onSuccess(text -> Answers.send(request, 200, PROMETHEUS, Buffer.buffer(text)))
        .onFailure(error -> refuse(request, error));
  }

  private static Future<Void> mayReadMetrics(Principal principal) {
    return principal.grants().allows(METRICS_PERMISSION)
        ? Future.succeededFuture()
        : Future.failedFuture(
            Problem.of(
                FailureCode.DENIED,
                principal.name() + " lacks the permission " + METRICS_PERMISSION));
  }

  private Future<String> scrape() {
    if (shared.registry instanceof PrometheusMeterRegistry prometheus) {
      return vertx.executeBlocking(prometheus::scrape, false);
    }
    return Future.failedFuture(
        Problem.of(FailureCode.NOT_FOUND, "metrics are not kept for Prometheus on this node"));
  }

  private void openApi(RoutingContext context) {
    HttpServerRequest request = context.request();
    authenticator
        .authenticate(credential(request))
        .onSuccess(caller -> Answers.send(request, 200, Answers.JSON, shared.openApi))
        .onFailure(error -> refuse(request, error));
  }

  private Credential credential(HttpServerRequest request) {
    return origins.credential(request.headers(), request.connection());
  }

  private static void refuse(HttpServerRequest request, Throwable error) {
    String traceId = Trace.of(request.headers().get("traceparent"));
    Answers.problem(request, Problem.of(error, request.path()), traceId);
  }
}
