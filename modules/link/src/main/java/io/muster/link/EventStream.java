package io.muster.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.protocol.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The stream that keeps the change feed. It lies in the account without agents, since in theirs one
 * could have JetStream's acknowledgement of a reply sent to a subject of the feed, whose stream
 * would take it for an event.
 */
public final class EventStream {
  /**
   * What there is of the stream.
   *
   * @param incarnation when it was made: positions of another one mean nothing
   * @param first the oldest that is kept
   * @param last the newest; {@code first - 1} when nothing is kept
   */
  record Extent(String incarnation, long first, long last) {}

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String API = "$JS.API.STREAM.";
  private static final int NAME_IN_USE = 10058;

  final NatsLink link;
  private final EventStreamSettings settings;

  /** {@code link}: of the account of content. */
  public EventStream(NatsLink link, EventStreamSettings settings) {
    this.link = link;
    this.settings = settings;
  }

  /** Makes the stream, or brings it up to date. */
  public CompletableFuture<Void> ensure() {
    ObjectNode config = JetStreamAnswer.JSON.createObjectNode();
    config.put("name", Subjects.EVENT_STREAM).putArray("subjects").add(Subjects.EVENT_ALL);
    config
        .put("retention", "limits")
        .put("discard", "old")
        .put("storage", "file")
        .put("num_replicas", settings.replicas())
        .put("max_consumers", -1)
        .put("max_msgs", -1)
        .put("max_msg_size", -1)
        .put("max_age", settings.keep().toNanos())
        .put("max_bytes", settings.keepBytes())
        .put("duplicate_window", settings.duplicateWindow().toNanos());
    return ask("CREATE.", config.toString())
        .thenCompose(
            answer ->
                JetStreamAnswer.errorCode(answer) == NAME_IN_USE
                    ? ask("UPDATE.", config.toString())
                    : CompletableFuture.completedFuture(answer))
        .thenAccept(EventStream::refuseError);
  }

  /**
   * Publishes; completes when the stream has it.
   *
   * @param subject {@code <kind>.<what>}
   * @param messageId the same again within the window counts once
   */
  public CompletableFuture<Void> publish(String subject, byte[] event, String messageId) {
    return link.store(Subjects.EVENTS + subject, event, messageId);
  }

  /** Fails when there is none. */
  CompletableFuture<Extent> extent() {
    return ask("INFO.", "")
        .thenApply(
            answer -> {
              refuseError(answer);
              JsonNode state = answer.path("state");
              long last = state.path("last_seq").asLong();
              boolean empty = state.path("messages").asLong() == 0;
              long first = empty ? last + 1 : state.path("first_seq").asLong();
              return new Extent(answer.path("created").asText(), first, last);
            });
  }

  private static void refuseError(JsonNode answer) {
    if (answer.has("error")) {
      throw new LinkException(
          "JetStream refuses the stream "
              + Subjects.EVENT_STREAM
              + ": "
              + answer.path("error").path("description").asText(),
          null);
    }
  }

  private CompletableFuture<JsonNode> ask(String verb, String body) {
    return link.request(
            API + verb + Subjects.EVENT_STREAM, body.getBytes(StandardCharsets.UTF_8), TIMEOUT)
        .thenApply(JetStreamAnswer::parse);
  }
}
