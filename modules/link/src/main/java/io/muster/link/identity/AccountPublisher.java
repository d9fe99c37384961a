package io.muster.link.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.link.Link;
import io.muster.link.LinkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Tells nats-server which users of the account are revoked; it cuts them off at once. */
public final class AccountPublisher {
  private static final String SUBJECT = "$SYS.REQ.CLAIMS.UPDATE";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final NatsAuthority authority;
  private final Link system;

  /** Publishes over a link of the system account, see {@link NatsAuthority#system}. */
  public AccountPublisher(NatsAuthority authority, Link system) {
    this.authority = authority;
    this.system = system;
  }

  /**
   * Replaces the account's revocations. Idempotent; of two JWTs the server keeps the one issued
   * later.
   *
   * @param revoked public keys, and the second up to which their JWTs count as revoked
   */
  public CompletableFuture<Void> push(Map<String, Instant> revoked, Instant now) {
    byte[] jwt = authority.accountJwt(revoked, now).getBytes(StandardCharsets.US_ASCII);
    return system.request(SUBJECT, jwt, TIMEOUT).thenAccept(AccountPublisher::check);
  }

  private static void check(byte[] answer) {
    try {
      JsonNode parsed = JSON.readTree(answer);
      if (parsed.path("data").path("code").asInt() != 200) {
        throw new LinkException("nats-server refused the account's JWT: " + parsed, null);
      }
    } catch (IOException e) {
      throw new LinkException("nats-server's answer to the account's JWT is not JSON", e);
    }
  }
}
