package io.muster.server.gateway;

import io.muster.protocol.FailureCode;
import io.muster.protocol.Internal;
import io.muster.protocol.internal.v1.VerifySessionRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Instant;
import java.util.List;

/**
 * Sessions: JWTs with ES256. Any control-plane node verifies the signature by itself, and asks the
 * access verticle whether the session still is one and what its user may do now.
 */
final class SessionVerifier implements Authenticator.Verifier {
  private final JWTAuth jwt;
  private final Bus bus;
  private final CertificateVerifier certificates;

  SessionVerifier(Vertx vertx, Bus bus, String publicKeyPem, CertificateVerifier certificates) {
    this.bus = bus;
    this.certificates = certificates;
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
                "the session is not valid or has ended; refresh it or log in again"));
  }

  private Future<Principal> principal(JsonObject claims) {
    String credential = claims.getString("cred");
    Long expires = claims.getLong("exp");
    if (credential == null || expires == null) {
      return Future.failedFuture(
          Failure.of(FailureCode.UNAUTHENTICATED, "the session names nobody or no end"));
    }
    Future<Principal> found =
        credential.startsWith(CertificateVerifier.USER)
                || credential.startsWith(CertificateVerifier.ROLE)
            ? certificates.verify(List.of(credential.substring(credential.indexOf(':') + 1)))
            : bus.read(
                    Internal.VERIFY_SESSION,
                    VerifySessionRequest.newBuilder()
                        .setCredential(credential)
                        .setEpoch(claims.getLong("epoch", 0L))
                        .build(),
                    Caller.system(Trace.of(null)))
                .map(answer -> Principal.of(answer, credential));
    return found.map(principal -> principal.session(Instant.ofEpochSecond(expires)));
  }
}
