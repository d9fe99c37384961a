package io.muster.server.access;

import com.google.protobuf.Timestamp;
import io.muster.domain.access.Role;
import io.muster.protocol.v1.CreateSessionRequest;
import io.muster.protocol.v1.CurrentSessionRequest;
import io.muster.protocol.v1.Identity;
import io.muster.protocol.v1.Session;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
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
import java.util.TreeSet;

/** The service {@code Sessions}: short-lived JWTs that carry a caller's name and roles. */
final class Sessions {
  private final JWTAuth jwt;
  private final Duration ttl;
  private final Clock clock;

  Sessions(Vertx vertx, String privatePem, Duration ttl, Clock clock) {
    this.jwt =
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addPubSecKey(new PubSecKeyOptions().setAlgorithm("ES256").setBuffer(privatePem)));
    this.ttl = ttl;
    this.clock = clock;
  }

  Session create(CreateSessionRequest request, Caller caller) {
    if (caller.roles().contains(Role.SESSION)) {
      throw Failure.denied("a session cannot make another one; use an API token or a certificate");
    }
    Instant now = clock.instant();
    long expires = now.plus(ttl).getEpochSecond();
    JsonObject claims =
        new JsonObject()
            .put("iss", "muster")
            .put("aud", new JsonArray().add("muster"))
            .put("sub", caller.name())
            .put("roles", new JsonArray(roles(caller)))
            .put("iat", now.getEpochSecond())
            .put("exp", expires);
    JWTOptions options = new JWTOptions().setAlgorithm("ES256").setNoTimestamp(true);
    return Session.newBuilder()
        .setToken(jwt.generateToken(claims, options))
        .setExpiresAt(Timestamp.newBuilder().setSeconds(expires))
        .setIdentity(identity(caller))
        .build();
  }

  Identity current(CurrentSessionRequest request, Caller caller) {
    return identity(caller);
  }

  private static Identity identity(Caller caller) {
    TreeSet<String> permissions = new TreeSet<>();
    roles(caller)
        .forEach(label -> Role.ofLabel(label).ifPresent(r -> permissions.addAll(r.permissions())));
    return Identity.newBuilder()
        .setName(caller.name())
        .addAllRoles(roles(caller))
        .addAllPermissions(permissions)
        .build();
  }

  private static List<String> roles(Caller caller) {
    return caller.roles().stream().filter(l -> Role.ofLabel(l).isPresent()).sorted().toList();
  }
}
