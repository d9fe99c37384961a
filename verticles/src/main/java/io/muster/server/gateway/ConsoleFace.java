package io.muster.server.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The console. Every address that a browser asks for as a page, and nothing else answers, is the
 * console's: so its pages can be linked to.
 */
final class ConsoleFace {
  private static final String POLICY =
      "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action"
          + " 'self'; require-trusted-types-for 'script'";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final CharSequence VERSION = HttpHeaders.createOptimized("x-console-version");

  private final ConsoleFiles files;

  ConsoleFace(ConsoleFiles files) {
    this.files = files;
  }

  /** Must be mounted after everything else: it answers what is left. */
  void mount(Router router) {
    router.getWithRegex("/assets/([^/]+)/(.+)").handler(this::asset);
    router.headWithRegex("/assets/([^/]+)/(.+)").handler(this::asset);
    router.get("/*").handler(this::page);
    router.head("/*").handler(this::page);
  }

  /** A browser that has the page of another version, in an upgrade, gets what is there. */
  private void asset(RoutingContext context) {
    ConsoleFiles.Asset asset = files.find(context.pathParam("param1")).orElse(null);
    if (asset == null) {
      context.fail(404);
      return;
    }
    boolean same = context.pathParam("param0").equals(files.version());
    send(context.request(), asset, same ? FOR_EVER : "no-store");
  }

  private void page(RoutingContext context) {
    HttpServerRequest request = context.request();
    String accept = request.headers().get(HttpHeaders.ACCEPT);
    if (accept == null || !accept.contains("text/html")) {
      context.next();
      return;
    }
    var headers = request.response().headers();
    headers.set("content-security-policy", POLICY);
    headers.set("cross-origin-opener-policy", "same-origin");
    headers.set(VERSION, files.version());
    String etag = "\"" + files.version() + "\"";
    headers.set(HttpHeaders.ETAG, etag);
    if (etag.equals(request.headers().get(HttpHeaders.IF_NONE_MATCH))) {
      headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
      request.response().setStatusCode(304).end();
      return;
    }
    send(request, files.index(), "no-cache");
  }

  private static void send(HttpServerRequest request, ConsoleFiles.Asset asset, String caching) {
    var headers = request.response().headers();
    headers.set(HttpHeaders.CACHE_CONTROL, caching);
    headers.set(HttpHeaders.VARY, "accept-encoding, accept");
    String coding = request.headers().get(HttpHeaders.ACCEPT_ENCODING);
    boolean gzip = coding != null && coding.contains("gzip");
    if (gzip) {
      headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    Answers.send(request, 200, asset.type(), gzip ? asset.gzip() : asset.plain());
  }
}
