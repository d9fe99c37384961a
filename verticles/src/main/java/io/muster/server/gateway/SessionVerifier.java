package io.muster.server.gateway;

import io.muster.domain.access.Role;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/** Sessions: JWTs with ES256 that any control-plane node verifies by itself. */
final class SessionVerifier implements Authenticator.Verifier {
  private final JWTAuth jwt;

  SessionVerifier(Vertx vertx, String publicKeyPem) {
    this.jwt =
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addPubSecKey(new PubSecKeyOptions().setAlgorithm("ES256").setBuffer(publicKeyPem))
                .setJWTOptions(new JWTOptions().setIssuer("muster").addAudience("muster")));
  }

  @Override
  public Future<Principal> verify(String token) {
    Future<User> user;
    try {
      user = jwt.authenticate(new TokenCredentials(token));
    } catch (RuntimeException broken) {
      user = Future.failedFuture(broken);
    }
    return user.compose(
        good -> principal(good.attributes().getJsonObject("accessToken", good.principal())),
        bad ->
            Authenticator.unauthenticated(
                "the session is not valid or has ended; create a new one with an API token"));
  }

  private static Future<Principal> principal(JsonObject claims) {
    String name = claims.getString("sub");
    Long expires = claims.getLong("exp");
    if (name == null || expires == null) {
      return Future.failedFuture(
          Failure.of(FailureCode.UNAUTHENTICATED, "the session names nobody or no end"));
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (Object label : claims.getJsonArray("roles", new JsonArray())) {
      Role.ofLabel(String.valueOf(label)).ifPresent(roles::add);
    }
    return Future.succeededFuture(Principal.of(name, roles, true, Instant.ofEpochSecond(expires)));
  }
}
