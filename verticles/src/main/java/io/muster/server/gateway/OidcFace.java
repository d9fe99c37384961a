package io.muster.server.gateway;

import com.google.protobuf.ByteString;
import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.SessionsApi;
import io.muster.protocol.internal.v1.BeginLoginRequest;
import io.muster.protocol.internal.v1.FinishLoginRequest;
import io.muster.protocol.internal.v1.FinishedLogin;
import io.muster.protocol.internal.v1.TakeLoginRequest;
import io.muster.protocol.v1.RedeemLoginRequest;
import io.muster.protocol.v1.Session;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.oidc.OidcConfig;
import io.muster.trust.Tokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * Logins through OpenID providers: sends the browser there, and takes it back. What the answer is
 * held against lies in PostgreSQL, so it may come to any control-plane node; the state is bound to
 * the browser by a cookie, so that nobody can log somebody else in as himself.
 */
final class OidcFace {
  private static final String STATE = "muster_oidc";
  private static final String PATH = "/auth/oidc";
  private static final int AWAY_SECONDS = 600;
  private static final int LOWEST_PORT = 1024;

  /** A path of this host: not one of another host, nor what a browser takes for one. */
  private static final Pattern RETURN =
      Pattern.compile("/(?![/\\\\])[\\x21-\\x5B\\x5D-\\x7E]{0,1999}|/");

  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final Bus bus;
  private final Calls calls;
  private final Method redeem;
  private final OidcConfig config;
  private final OidcProviders providers;
  private final FailureLimit limit;
  private final Origins origins;

  OidcFace(Vertx vertx, Bus bus, Calls calls, GatewayShared shared) {
    this.bus = bus;
    this.calls = calls;
    this.redeem =
        shared.contract.methods().stream()
            .filter(method -> method.address().equals(SessionsApi.REDEEM.address()))
            .findFirst()
            .orElse(null);
    this.config = shared.oidc;
    this.providers = new OidcProviders(vertx, shared.oidc);
    this.limit = shared.logins;
    this.origins = new Origins(shared.config);
  }

  void mount(Router router) {
    router.get(PATH + "/:name/start").handler(context -> answer(context, start(context)));
    router.get(PATH + "/:name/callback").handler(context -> answer(context, callback(context)));
  }

  private static void answer(RoutingContext context, Future<String> location) {
    HttpServerRequest request = context.request();
    location
        .onSuccess(
            to -> request.response().setStatusCode(302).putHeader(HttpHeaders.LOCATION, to).end())
        .onFailure(
            error ->
                Answers.problem(
                    request,
                    Problem.of(error, request.path()),
                    Trace.of(request.headers().get("traceparent"))));
  }

  private String address(HttpServerRequest request) {
    return origins.credential(request.headers(), request.connection()).address();
  }

  private Future<String> start(RoutingContext context) {
    HttpServerRequest request = context.request();
    String name = context.pathParam("name");
    if (!config.providers().containsKey(name)) {
      return Future.failedFuture(
          Failure.notFound(
              "there is no OpenID provider '" + name + "'; /api/v1/sessions/providers lists them"));
    }
    var wait = limit.wait(address(request));
    if (!wait.isZero()) {
      return Future.failedFuture(
          new Failure(FailureCode.BUSY, "too many logins from your address; wait", wait, null));
    }
    limit.failed(address(request));
    String state = Tokens.newSecret();
    BeginLoginRequest begin;
    try {
      begin = request(request, name, state);
    } catch (Failure wrong) {
      return Future.failedFuture(wrong);
    }
    return providers
        .start(name, redirect(request, name), state, begin.getNonce(), begin.getVerifier())
        .compose(
            location ->
                bus.call(Internal.BEGIN_LOGIN, begin, Caller.system(Trace.of(null))).map(location))
        .onSuccess(location -> request.response().addCookie(state(state).setMaxAge(AWAY_SECONDS)));
  }

  private static BeginLoginRequest request(HttpServerRequest request, String name, String state) {
    String path = request.getParam("return", "/");
    if (!RETURN.matcher(path).matches()) {
      throw Failure.invalid("return is '" + path + "'; it must be a path on this host");
    }
    BeginLoginRequest.Builder begin =
        BeginLoginRequest.newBuilder()
            .setProvider(name)
            .setNonce(Tokens.newSecret())
            .setVerifier(Tokens.newSecret() + Tokens.newSecret())
            .setReturnPath(path)
            .setStateHash(ByteString.copyFrom(Tokens.hash(state)));
    String port = request.getParam("loopback", "");
    if (port.isEmpty()) {
      return begin.build();
    }
    String challenge = request.getParam("challenge", "");
    boolean usable = port.matches("\\d{4,5}") && Integer.parseInt(port) >= LOWEST_PORT;
    if (!usable || Integer.parseInt(port) > 65535 || !CHALLENGE.matcher(challenge).matches()) {
      throw Failure.invalid(
          "loopback and challenge are of the command line: a port above 1023, and a SHA-256");
    }
    return begin.setLoopbackPort(Integer.parseInt(port)).setChallenge(challenge).build();
  }

  private String redirect(HttpServerRequest request, String name) {
    String base = config.publicUrl().orElse("https://" + request.authority());
    return base.replaceFirst("/+$", "") + PATH + "/" + name + "/callback";
  }

  private static Cookie state(String value) {
    // Lax: the way back is a navigation that another site begins.
    return Cookie.cookie(STATE, value)
        .setHttpOnly(true)
        .setSecure(true)
        .setSameSite(CookieSameSite.LAX)
        .setPath(PATH);
  }

  private Future<String> callback(RoutingContext context) {
    HttpServerRequest request = context.request();
    String name = context.pathParam("name");
    String state = request.getParam("state", "");
    Cookie cookie = request.getCookie(STATE);
    request.response().addCookie(state("").setMaxAge(0));
    if (state.isEmpty() || cookie == null || !same(state, cookie.getValue())) {
      Failure wrong =
          Failure.of(
              FailureCode.UNAUTHENTICATED,
              "this login was not begun in this browser, or it took too long; begin again");
      refused(request, wrong);
      return Future.failedFuture(wrong);
    }
    TakeLoginRequest take =
        TakeLoginRequest.newBuilder()
            .setProvider(name)
            .setStateHash(ByteString.copyFrom(Tokens.hash(state)))
            .build();
    return bus.call(Internal.TAKE_LOGIN, take, Caller.system(Trace.of(null)))
        .onFailure(error -> refused(request, error))
        .compose(begun -> finish(request, name, begun));
  }

  /**
   * A login that ends before there is a code to redeem is in the audit trail like one of which the
   * code is wrong.
   */
  private void refused(HttpServerRequest request, Throwable error) {
    calls.ended(redeeming(request), Problem.of(error, redeem.address()));
  }

  private Exchange redeeming(HttpServerRequest request) {
    String traceId = Trace.of(request.headers().get("traceparent"));
    Credential credential = origins.credential(request.headers(), request.connection());
    return new Exchange(redeem, Face.REST, traceId, credential);
  }

  private Future<String> finish(HttpServerRequest request, String name, BeginLoginRequest begun) {
    String error = request.getParam("error", "");
    String secret = Tokens.newSecret();
    boolean browser = begun.getLoopbackPort() == 0;
    String challenge = browser ? OidcProviders.challenge(secret) : begun.getChallenge();
    Future<String> code =
        error.isEmpty()
            ? providers
                .finish(name, request.getParam("code", ""), redirect(request, name), begun)
                .map(found -> found.toBuilder().setChallenge(challenge).build())
                .compose(this::login)
            : Future.failedFuture(
                Failure.of(
                    FailureCode.UNAUTHENTICATED,
                    "the provider says: "
                        + error
                        + " "
                        + request.getParam("error_description", "")));
    code.onFailure(wrong -> refused(request, wrong));
    if (browser) {
      return code.compose(made -> redeem(request, made, secret)).map(begun.getReturnPath());
    }
    String back = "http://127.0.0.1:" + begun.getLoopbackPort() + "/callback?";
    return code.map(made -> back + "code=" + made)
        .otherwise(
            wrong -> back + "error=" + OidcProviders.encode(Problem.of(wrong, PATH).getMessage()));
  }

  private Future<String> login(FinishLoginRequest found) {
    return bus.call(Internal.FINISH_LOGIN, found, Caller.system(Trace.of(null)))
        .map(FinishedLogin::getCode);
  }

  /** As the command line does, so that every login is one call of the contract, and audited. */
  private Future<Session> redeem(HttpServerRequest request, String code, String secret) {
    Exchange exchange = redeeming(request);
    RedeemLoginRequest asked =
        RedeemLoginRequest.newBuilder().setCode(code).setVerifier(secret).build();
    return calls
        .admit(exchange)
        .compose(caller -> calls.call(exchange, asked))
        .map(answer -> SessionCookie.set(request, (Session) answer))
        .onComplete(
            done ->
                calls.ended(
                    exchange,
                    done.succeeded() ? null : Problem.of(done.cause(), redeem.address())));
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
