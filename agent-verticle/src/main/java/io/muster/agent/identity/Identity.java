package io.muster.agent.identity;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What enrolment gave to this node, without the key.
 *
 * @param signingKeys the public keys that sign tasks, 32 bytes each, by id
 * @param caPem the CA of the control plane
 */
public record Identity(
    String nodeId,
    String jwt,
    Instant expiresAt,
    Map<String, byte[]> signingKeys,
    String caPem,
    List<String> natsUrls,
    List<String> serverUrls) {

  /** The same node with fresh credentials. */
  public Identity renewed(String freshJwt, Instant until, Map<String, byte[]> keys) {
    return new Identity(nodeId, freshJwt, until, keys, caPem, natsUrls, serverUrls);
  }

  /** When half of the credentials' life is over, as their own claims have it. */
  public Instant halfLife() {
    String[] parts = jwt.split("\\.");
    JsonObject claims = new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1])));
    Instant issued = Instant.ofEpochSecond(claims.getLong("iat", expiresAt.getEpochSecond()));
    return issued.plusMillis(Math.max(0, (expiresAt.toEpochMilli() - issued.toEpochMilli()) / 2));
  }

  JsonObject toJson() {
    JsonObject keys = new JsonObject();
    new TreeMap<>(signingKeys).forEach((id, key) -> keys.put(id, key));
    return new JsonObject()
        .put("nodeId", nodeId)
        .put("jwt", jwt)
        .put("expiresAt", expiresAt.toString())
        .put("signingKeys", keys)
        .put("caPem", caPem)
        .put("natsUrls", new JsonArray(natsUrls))
        .put("serverUrls", new JsonArray(serverUrls));
  }

  static Identity of(JsonObject json) {
    Map<String, byte[]> keys = new TreeMap<>();
    JsonObject stored = json.getJsonObject("signingKeys");
    stored.fieldNames().forEach(id -> keys.put(id, stored.getBinary(id)));
    return new Identity(
        json.getString("nodeId"),
        json.getString("jwt"),
        Instant.parse(json.getString("expiresAt")),
        keys,
        json.getString("caPem"),
        strings(json.getJsonArray("natsUrls")),
        strings(json.getJsonArray("serverUrls")));
  }

  static List<String> strings(JsonArray array) {
    return array == null ? List.of() : array.stream().map(String.class::cast).toList();
  }

  @Override
  public String toString() {
    return "Identity[" + nodeId + "]";
  }
}
