package io.muster.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.protocol.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The published heads of the audit trail in a stream of JetStream that nobody can delete from. Made
 * when it is missing, also after JetStream lost its disk; what was in it is gone then, and the log
 * of the control plane still has it.
 */
public final class AuditHeads {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String API = "$JS.API.STREAM.";
  private static final int NAME_IN_USE = 10058;
  private static final int NO_STREAM = 10059;
  private static final int NO_MESSAGE = 10037;

  private final Link link;
  private final int replicas;
  private final Duration maxAge;

  /**
   * Makes the heads of one link.
   *
   * @param replicas 1 for one nats-server, 3 for a cluster
   * @param maxAge how long a head is kept
   */
  public AuditHeads(Link link, int replicas, Duration maxAge) {
    this.link = link;
    this.replicas = replicas;
    this.maxAge = maxAge;
  }

  /**
   * The messages that are there, by their numbers in the stream; {@code last} below {@code first}
   * when there are none.
   */
  public record Range(long first, long last) {}

  /** Publishes one head, after making sure that there is a stream for it. */
  public CompletableFuture<Void> publish(byte[] head, String messageId) {
    return ensure().thenCompose(made -> link.store(Subjects.AUDIT_HEAD, head, messageId));
  }

  private CompletableFuture<Void> ensure() {
    ObjectNode config = JetStreamAnswer.JSON.createObjectNode();
    config
        .put("name", Subjects.AUDIT_STREAM)
        .put("storage", "file")
        .put("retention", "limits")
        .put("discard", "old")
        .put("num_replicas", replicas)
        .put("max_age", maxAge.toNanos())
        .put("deny_delete", true)
        .put("deny_purge", true)
        .putArray("subjects")
        .add(Subjects.AUDIT_HEAD);
    byte[] body = config.toString().getBytes(StandardCharsets.UTF_8);
    return ask("CREATE." + Subjects.AUDIT_STREAM, body)
        .thenCompose(
            answer ->
                JetStreamAnswer.errorCode(answer) == NAME_IN_USE
                    ? ask("UPDATE." + Subjects.AUDIT_STREAM, body)
                    : CompletableFuture.completedFuture(answer))
        .thenAccept(AuditHeads::refuse);
  }

  /** Which messages there are; none without a stream. */
  public CompletableFuture<Range> range() {
    return ask("INFO." + Subjects.AUDIT_STREAM, new byte[0])
        .thenApply(
            answer -> {
              if (JetStreamAnswer.errorCode(answer) == NO_STREAM) {
                return new Range(1, 0);
              }
              refuse(answer);
              JsonNode state = answer.path("state");
              boolean none = state.path("messages").asLong() == 0;
              return none
                  ? new Range(1, 0)
                  : new Range(state.path("first_seq").asLong(), state.path("last_seq").asLong());
            });
  }

  /** One message; empty when it has gone by age since. */
  public CompletableFuture<Optional<byte[]>> read(long number) {
    byte[] body = ("{\"seq\":" + number + "}").getBytes(StandardCharsets.UTF_8);
    return ask("MSG.GET." + Subjects.AUDIT_STREAM, body)
        .thenApply(
            answer -> {
              if (JetStreamAnswer.errorCode(answer) == NO_MESSAGE) {
                return Optional.empty();
              }
              refuse(answer);
              String data = answer.path("message").path("data").asText();
              return Optional.of(Base64.getDecoder().decode(data));
            });
  }

  private static void refuse(JsonNode answer) {
    if (answer.has("error")) {
      String why = answer.path("error").path("description").asText();
      throw new LinkException("JetStream refuses the stream of audit heads: " + why, null);
    }
  }

  private CompletableFuture<JsonNode> ask(String what, byte[] body) {
    return link.request(API + what, body, TIMEOUT).thenApply(JetStreamAnswer::parse);
  }
}
