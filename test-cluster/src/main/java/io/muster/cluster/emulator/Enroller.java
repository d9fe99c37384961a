package io.muster.cluster.emulator;

import io.muster.cluster.api.Rest;
import io.muster.cluster.api.RestException;
import io.muster.link.identity.NodeKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Buys identities through the real enrolment API, many side by side over few connections. */
final class Enroller {
  private static final int ATTEMPTS = 10;
  private static final int SIDE_BY_SIDE = 32;
  private static final Duration NEAR_END = Duration.ofMinutes(10);

  private final Rest rest;
  private final Map<String, byte[]> signingKeys = new HashMap<>();
  private List<String> natsUrls = List.of();

  Enroller(Rest rest) {
    this.rest = rest;
  }

  /** The keys that sign tasks, as the last answer had them. */
  Map<String, byte[]> signingKeys() {
    return signingKeys;
  }

  List<String> natsUrls() {
    return natsUrls;
  }

  /** One for each id, in order: from the roster, renewed near their end, or bought. */
  List<Member> members(List<String> ids, Roster roster) {
    List<String> strangers = ids.stream().filter(id -> roster.get(id) == null).toList();
    // Somebody must ask at least once: what enrolment tells is not in the roster.
    String token = strangers.isEmpty() ? null : joinToken(strangers.size());
    List<Future<Member>> asked = new ArrayList<>(ids.size());
    try (ExecutorService threads =
        Executors.newFixedThreadPool(SIDE_BY_SIDE, Thread.ofVirtual().factory())) {
      for (String id : ids) {
        asked.add(threads.submit(() -> member(id, roster, token, id.equals(ids.getFirst()))));
      }
    }
    List<Member> members = asked.stream().map(Enroller::done).toList();
    if (natsUrls.isEmpty()) {
      natsUrls = roster.natsUrls();
    }
    roster.natsUrls(natsUrls);
    return members;
  }

  private String joinToken(int uses) {
    return rest.post("/api/v1/join-tokens", new JsonObject().put("uses", uses).put("ttl", "3600s"))
        .getString("token");
  }

  private Member member(String id, Roster roster, String token, boolean first) {
    Member known = roster.get(id);
    if (known == null) {
      known = enrol(id, NodeKey.create(), token);
      roster.put(known);
    } else if (first || known.expiresAt().minus(NEAR_END).isBefore(Instant.now())) {
      known = renew(known);
      roster.put(known);
    }
    return known;
  }

  private Member enrol(String id, NodeKey key, String token) {
    long now = System.currentTimeMillis();
    String text = "muster-enrol\n" + token + "\n" + key.publicKey() + "\n" + now;
    JsonObject body =
        new JsonObject()
            .put("token", token)
            .put("nodeId", id)
            .put("name", id)
            .put("publicKey", key.publicKey())
            .put("timestampMs", Long.toString(now))
            .put("proof", proof(key, text));
    JsonObject answer = patiently(body);
    learn(answer.getJsonArray("natsUrls"), answer.getJsonObject("credentials"));
    JsonObject credentials = answer.getJsonObject("credentials");
    return new Member(
        answer.getString("nodeId"),
        key,
        credentials.getString("jwt"),
        Instant.parse(credentials.getString("expiresAt")));
  }

  /** A crowd that joins at once may find the control plane busy; the same key joins once. */
  private JsonObject patiently(JsonObject body) {
    for (int attempt = 1; ; attempt++) {
      try {
        return rest.post("/api/v1/enrolment", body);
      } catch (RestException e) {
        if (attempt == ATTEMPTS || (e.status() != 503 && e.status() != 429)) {
          throw e;
        }
      }
    }
  }

  /** The same identity with fresh credentials. */
  Member renew(Member member) {
    long now = System.currentTimeMillis();
    String text = "muster-renew\n" + member.nodeId() + "\n" + now;
    JsonObject answer =
        rest.post(
            "/api/v1/enrolment/renew",
            new JsonObject()
                .put("nodeId", member.nodeId())
                .put("timestampMs", Long.toString(now))
                .put("proof", proof(member.key(), text)));
    learn(null, answer);
    return member.renewed(answer.getString("jwt"), Instant.parse(answer.getString("expiresAt")));
  }

  private static String proof(NodeKey key, String text) {
    return Base64.getEncoder().encodeToString(key.sign(text.getBytes(StandardCharsets.UTF_8)));
  }

  private synchronized void learn(JsonArray urls, JsonObject credentials) {
    JsonArray keys = credentials.getJsonArray("signingKeys", new JsonArray());
    for (int i = 0; i < keys.size(); i++) {
      JsonObject key = keys.getJsonObject(i);
      String text = key.getString("publicKey").replace('-', '+').replace('_', '/');
      signingKeys.put(key.getString("id"), Base64.getDecoder().decode(text));
    }
    if (urls != null) {
      natsUrls = urls.stream().map(String.class::cast).toList();
    }
  }

  private static Member done(Future<Member> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
