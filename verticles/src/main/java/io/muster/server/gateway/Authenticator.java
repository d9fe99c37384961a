package io.muster.server.gateway;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Turns credentials into principals. A good one is believed for the configured few seconds, so a
 * revoked one dies that soon; a bad one is counted against its address. Used from one event loop.
 */
final class Authenticator {
  static final int MAX_CACHED = 10_000;

  /** Verifies a bearer token that is not in the cache. */
  @FunctionalInterface
  interface Verifier {
    Future<Principal> verify(String token);
  }

  private record Cached(Principal principal, Instant until) {}

  private final Verifier tokens;
  private final Verifier sessions;
  private final CertificateVerifier certificates;
  private final FailureLimit limit;
  private final Duration ttl;
  private final InstantSource clock;
  private final MessageDigest sha256;
  private final Map<ByteBuffer, Cached> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Cached> eldest) {
          return size() > MAX_CACHED;
        }
      };

  Authenticator(
      Verifier tokens,
      Verifier sessions,
      CertificateVerifier certificates,
      GatewayConfig config,
      FailureLimit limit,
      InstantSource clock) {
    this.tokens = tokens;
    this.sessions = sessions;
    this.certificates = certificates;
    this.ttl = config.tokenCache();
    this.limit = limit;
    this.clock = clock;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fails with UNAUTHENTICATED, with BUSY when the address guesses, or with UNAVAILABLE. */
  Future<Principal> authenticate(Credential credential) {
    if (credential.authorization() != null) {
      return bearer(credential);
    }
    return credential.subjects().isEmpty()
        ? unauthenticated("send a credential: Authorization: Bearer <API token or session>")
        : certificate(credential);
  }

  private Future<Principal> certificate(Credential credential) {
    ByteBuffer key = key(String.join("\n", credential.subjects()));
    Cached cached = cache.get(key);
    if (cached != null && cached.until.isAfter(clock.instant())) {
      return Future.succeededFuture(cached.principal);
    }
    return certificates
        .verify(credential.subjects())
        .onSuccess(principal -> remember(key, principal));
  }

  private ByteBuffer key(String credential) {
    return ByteBuffer.wrap(sha256.digest(credential.getBytes(StandardCharsets.UTF_8)));
  }

  private Future<Principal> bearer(Credential credential) {
    String header = credential.authorization();
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return unauthenticated("the header Authorization must be: Bearer <API token or session>");
    }
    String token = header.substring(7).strip();
    ByteBuffer key = key(token);
    Cached cached = cache.get(key);
    if (cached != null && cached.until.isAfter(clock.instant())) {
      return Future.succeededFuture(cached.principal);
    }
    Optional<Failure> impatient = impatience(credential);
    if (impatient.isPresent()) {
      return Future.failedFuture(impatient.get());
    }
    return (token.startsWith("mst_") ? tokens : sessions)
        .verify(token)
        .onSuccess(principal -> remember(key, principal))
        .onFailure(error -> refused(key, credential, error));
  }

  /** Set when the address has failed so often that it must wait. */
  Optional<Failure> impatience(Credential credential) {
    Duration wait = limit.wait(credential.address());
    return wait.isZero()
        ? Optional.empty()
        : Optional.of(
            new Failure(
                FailureCode.BUSY,
                "too many failed credentials from " + credential.address() + "; wait",
                wait,
                null));
  }

  /** A call of a stranger, who proves himself by its request, was refused: that counts alike. */
  void distrust(Credential credential) {
    limit.failed(credential.address());
  }

  private void remember(ByteBuffer key, Principal principal) {
    Instant until = clock.instant().plus(ttl);
    cache.put(
        key,
        new Cached(principal, until.isBefore(principal.expires()) ? until : principal.expires()));
  }

  private void refused(ByteBuffer key, Credential credential, Throwable error) {
    if (error instanceof Failure failure && failure.code() == FailureCode.UNAUTHENTICATED) {
      cache.remove(key);
      limit.failed(credential.address());
    }
  }

  static Future<Principal> unauthenticated(String message) {
    return Future.failedFuture(Failure.of(FailureCode.UNAUTHENTICATED, message));
  }
}
