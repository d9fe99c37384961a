package io.muster.link.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.protocol.Subjects;
import io.nats.client.NKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** NATS JWTs, version 2 of their claims (github.com/nats-io/jwt). */
final class Claims {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER =
      URL.encodeToString(
          "{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}".getBytes(StandardCharsets.UTF_8));
  private static final char[] BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  private Claims() {}

  static String operator(NKey operator, String systemAccount, Instant now) {
    ObjectNode nats = typed("operator");
    nats.put("system_account", systemAccount);
    return sign(operator, publicKey(operator), "muster", now, null, nats);
  }

  static String systemAccount(NKey operator, String account, Instant now) {
    ObjectNode nats = typed("account");
    limits(nats, 0);
    return sign(operator, account, "SYS", now, null, nats);
  }

  /**
   * An account with JetStream, such as that of all agents and control-plane nodes.
   *
   * @param revoked users that the server cuts off, by public key, for JWTs issued up to that second
   */
  static String account(
      NKey operator, String account, String name, Map<String, Instant> revoked, Instant now) {
    ObjectNode nats = typed("account");
    limits(nats, -1);
    if (!revoked.isEmpty()) {
      ObjectNode list = nats.putObject("revocations");
      revoked.forEach((key, at) -> list.put(key, at.getEpochSecond()));
    }
    return sign(operator, account, name, now, null, nats);
  }

  /** A user who may do everything in its account. */
  static String master(NKey account, String user, String name, Instant now, Instant end) {
    return sign(account, user, name, now, end, user());
  }

  /** An agent: exactly the subjects of its node, and no {@code $JS} at all. */
  static String agent(NKey account, String user, String node, Instant now, Instant end) {
    ObjectNode nats = user();
    allow(
        nats,
        "pub",
        List.of(
            "muster.reply." + node + ".>",
            Subjects.beat(node),
            Subjects.catchup(node),
            Subjects.blob(node)));
    allow(
        nats,
        "sub",
        List.of(Subjects.task(node), Subjects.ctl(node), Subjects.inboxPrefix(node) + ">"));
    nats.putObject("resp").put("max", 1).put("ttl", ANSWER_WITHIN.toNanos());
    return sign(account, user, node, now, end, nats);
  }

  /** A tool that hears the change feed, in the account that keeps it, and says nothing. */
  static String listener(NKey account, String user, String name, Instant now, Instant end) {
    ObjectNode nats = user();
    nats.putObject("pub").putArray("deny").add(">");
    allow(nats, "sub", List.of(Subjects.EVENT_ALL));
    return sign(account, user, name, now, end, nats);
  }

  private static void allow(ObjectNode nats, String direction, List<String> subjects) {
    var allowed = nats.putObject(direction).putArray("allow");
    subjects.forEach(allowed::add);
  }

  private static ObjectNode typed(String type) {
    return JSON.createObjectNode().put("type", type).put("version", 2);
  }

  private static ObjectNode user() {
    return typed("user").put("subs", -1).put("data", -1).put("payload", -1);
  }

  private static void limits(ObjectNode nats, int jetStream) {
    ObjectNode limits = nats.putObject("limits");
    for (String each : List.of("subs", "data", "payload", "imports", "exports", "conn", "leaf")) {
      limits.put(each, -1);
    }
    limits.put("wildcards", true);
    for (String each : List.of("mem_storage", "disk_storage", "streams", "consumer")) {
      limits.put(each, jetStream);
    }
  }

  private static String sign(
      NKey issuer, String subject, String name, Instant now, Instant end, ObjectNode nats) {
    ObjectNode claims = JSON.createObjectNode();
    claims.put("jti", "");
    claims.put("iat", now.getEpochSecond());
    if (end != null) {
      claims.put("exp", end.getEpochSecond());
    }
    claims.put("iss", publicKey(issuer)).put("name", name).put("sub", subject).set("nats", nats);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(JSON.writeValueAsBytes(claims));
      claims.put("jti", base32(hash));
      String text = HEADER + "." + URL.encodeToString(JSON.writeValueAsBytes(claims));
      return text + "." + URL.encodeToString(issuer.sign(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot sign claims", e);
    }
  }

  /** The claims of a JWT, unverified. */
  static JsonNode read(String jwt) {
    String[] parts = jwt.split("\\.");
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a JWT");
    }
    try {
      return JSON.readTree(
          new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a JWT", e);
    }
  }

  static String publicKey(NKey key) {
    try {
      return new String(key.getPublicKey());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key without a public half", e);
    }
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = (held << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32[(held >> bits) & 31]);
      }
      held &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(BASE32[(held << (5 - bits)) & 31]);
    }
    return text.toString();
  }
}
