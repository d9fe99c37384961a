package io.muster.server.access;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Short-lived JWTs. They say who it is and what he proved himself with, and not what he may do:
 * that is asked for again and again, so that it changes at once.
 */
final class AccessTokens {
  /** One that was made. */
  record Made(String text, Instant expires) {}

  private final JWTAuth jwt;
  private final Duration ttl;
  private final Clock clock;

  AccessTokens(Vertx vertx, String privatePem, Duration ttl, Clock clock) {
    this.jwt =
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addPubSecKey(new PubSecKeyOptions().setAlgorithm("ES256").setBuffer(privatePem)));
    this.ttl = ttl;
    this.clock = clock;
  }

  /**
   * Makes one.
   *
   * @param credential as of {@link io.muster.runtime.Caller#credential()}
   * @param epoch of the user; 0 for what is no user's session
   * @param roles of a certificate that the configuration gives a role
   * @param latest when it ends at the latest
   */
  Made make(String name, String credential, long epoch, List<String> roles, Instant latest) {
    Instant now = clock.instant();
    Instant end = now.plus(ttl).isBefore(latest) ? now.plus(ttl) : latest;
    Instant expires = Instant.ofEpochSecond(end.getEpochSecond());
    JsonObject claims =
        new JsonObject()
            .put("iss", "muster")
            .put("aud", new JsonArray().add("muster"))
            .put("sub", name)
            .put("cred", credential)
            .put("epoch", epoch)
            .put("roles", new JsonArray(roles))
            .put("iat", now.getEpochSecond())
            .put("exp", expires.getEpochSecond());
    JWTOptions options = new JWTOptions().setAlgorithm("ES256").setNoTimestamp(true);
    return new Made(jwt.generateToken(claims, options), expires);
  }
}
