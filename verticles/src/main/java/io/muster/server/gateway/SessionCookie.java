package io.muster.server.gateway;

import com.google.protobuf.Message;
import io.muster.protocol.FailureCode;
import io.muster.protocol.v1.LoginRequest;
import io.muster.protocol.v1.LogoutResponse;
import io.muster.protocol.v1.RefreshSessionRequest;
import io.muster.protocol.v1.Session;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The refresh token of a browser: in a cookie that no script can read and that goes along with one
 * path only. That path is written out whole: a cookie for {@code /api/v1/sessions} would not match
 * {@code /api/v1/sessions:refresh} (RFC 6265, 5.1.4).
 */
final class SessionCookie {
  static final String NAME = "muster_refresh";
  private static final String PATH = "/api/v1/sessions:refresh";

  private final List<String> origins;

  SessionCookie(GatewayConfig config) {
    this.origins = config.corsOrigins();
  }

  /** The request with the token of the cookie, where it has none of its own. */
  Message incoming(HttpServerRequest request, Message message) {
    if (!(message instanceof RefreshSessionRequest refresh)
        || !refresh.getRefreshToken().isEmpty()) {
      return message;
    }
    Cookie cookie = request.getCookie(NAME);
    if (cookie == null) {
      return message;
    }
    checkOrigin(request);
    return refresh.toBuilder().setRefreshToken(cookie.getValue()).build();
  }

  /** Another page of the same site may not use it either. */
  private void checkOrigin(HttpServerRequest request) {
    String origin = request.headers().get(HttpHeaders.ORIGIN);
    if (origin == null || origins.contains(origin)) {
      return;
    }
    String host = request.authority() == null ? "" : request.authority().toString();
    String from;
    try {
      from = String.valueOf(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      from = "";
    }
    if (!host.equalsIgnoreCase(from)) {
      throw Problem.of(
          FailureCode.DENIED,
          "the origin " + origin + " may not use the cookie; gateway.corsOrigins lists who may");
    }
  }

  /** The answer without the token that goes into the cookie. */
  Message outgoing(HttpServerRequest request, Message asked, Message bound, Message answer) {
    if (answer instanceof LogoutResponse) {
      request.response().addCookie(cookie("").setMaxAge(0));
      return answer;
    }
    boolean byCookie =
        asked instanceof LoginRequest login && login.getCookie()
            || asked instanceof RefreshSessionRequest && asked != bound;
    return byCookie && answer instanceof Session session ? set(request, session) : answer;
  }

  /** Puts the refresh token of a session into the cookie; the session without it. */
  static Session set(HttpServerRequest request, Session session) {
    Instant end = Instant.ofEpochSecond(session.getRefreshExpiresAt().getSeconds());
    long seconds = Math.max(0, Duration.between(Instant.now(), end).toSeconds());
    request.response().addCookie(cookie(session.getRefreshToken()).setMaxAge(seconds));
    return session.toBuilder().clearRefreshToken().build();
  }

  private static Cookie cookie(String value) {
    return Cookie.cookie(NAME, value)
        .setHttpOnly(true)
        .setSecure(true)
        .setSameSite(CookieSameSite.STRICT)
        .setPath(PATH);
  }
}
