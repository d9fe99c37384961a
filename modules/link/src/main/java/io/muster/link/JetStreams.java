package io.muster.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.protocol.Subjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the streams and the consumer of Muster and brings them up to date. Any number of nodes may
 * do so at once. A JetStream that lost its disk gets them anew from {@link #check}.
 */
public final class JetStreams {
  /** The durable consumer that all connectors share. */
  public static final String CONNECTOR = "connector";

  private static final Logger LOG = LoggerFactory.getLogger(JetStreams.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String API = "$JS.API.";
  private static final int NAME_IN_USE = 10058;
  private static final byte[] NOTHING = new byte[0];

  private final Link link;
  private final StreamSettings settings;

  public JetStreams(Link link, StreamSettings settings) {
    this.link = link;
    this.settings = settings;
  }

  /**
   * Makes what is missing and updates what differs. Fails with a {@link LinkException} when NATS
   * cannot be reached, or when a stream of that name has a nature that cannot be changed.
   */
  public CompletableFuture<Void> ensure() {
    return ensureStream(tasks())
        .thenCompose(done -> ensureStream(replies()))
        .thenCompose(done -> ensureConsumer());
  }

  /**
   * Looks whether all is there, for two small requests, and makes what is not. Returns true when
   * something had to be made: what was stored is lost then, and senders send again.
   */
  public CompletableFuture<Boolean> check() {
    return ask("STREAM.INFO." + Subjects.TASK_STREAM, NOTHING)
        .thenCombine(
            consumerInfo(), (stream, consumer) -> stream.has("error") || consumer.has("error"))
        .thenCompose(
            lost -> {
              if (!lost) {
                return CompletableFuture.completedFuture(false);
              }
              LOG.warn("JetStream has lost a stream or the consumer; making it anew");
              return ensure().thenApply(done -> true);
            });
  }

  /** What the server says of the connectors' consumer, or of the error. */
  CompletableFuture<JsonNode> consumerInfo() {
    return ask("CONSUMER.INFO." + Subjects.REPLY_STREAM + "." + CONNECTOR, NOTHING);
  }

  private ObjectNode tasks() {
    return stream(Subjects.TASK_STREAM, Subjects.TASK_ALL)
        .put("retention", "limits")
        .put("discard", "old")
        .put("max_age", settings.taskMaxAge().toNanos())
        .put("max_bytes", settings.taskMaxBytes());
  }

  private ObjectNode replies() {
    return stream(Subjects.REPLY_STREAM, Subjects.REPLY_ALL)
        .put("retention", "workqueue")
        .put("discard", "new")
        .put("max_bytes", settings.replyMaxBytes());
  }

  private ObjectNode stream(String name, String subject) {
    ObjectNode config = JetStreamAnswer.JSON.createObjectNode();
    config.put("name", name).putArray("subjects").add(subject);
    return config
        .put("storage", "file")
        .put("num_replicas", settings.replicas())
        .put("max_consumers", -1)
        .put("max_msgs", -1)
        .put("max_msg_size", -1)
        // NATS does not check reply-to, and JetStream's acknowledgement of an agent's reply, sent
        // to
        // the purging subject, would be read as a request to purge everybody's replies.
        .put("deny_delete", true)
        .put("deny_purge", true)
        .put("duplicate_window", settings.duplicateWindow().toNanos());
  }

  private CompletableFuture<Void> ensureStream(ObjectNode config) {
    String name = config.get("name").asText();
    return ask("STREAM.CREATE." + name, bytes(config))
        .thenCompose(
            answer ->
                JetStreamAnswer.errorCode(answer) == NAME_IN_USE
                    ? ask("STREAM.UPDATE." + name, bytes(config))
                    : CompletableFuture.completedFuture(answer))
        .thenAccept(answer -> refuseError("stream " + name, answer));
  }

  private CompletableFuture<Void> ensureConsumer() {
    ObjectNode request = JetStreamAnswer.JSON.createObjectNode();
    request
        .put("stream_name", Subjects.REPLY_STREAM)
        .putObject("config")
        .put("durable_name", CONNECTOR)
        .put("deliver_policy", "all")
        .put("ack_policy", "explicit")
        .put("ack_wait", settings.ackWait().toNanos())
        .put("max_ack_pending", settings.maxAckPending())
        .put("max_deliver", -1)
        .put("replay_policy", "instant");
    return ask("CONSUMER.DURABLE.CREATE." + Subjects.REPLY_STREAM + "." + CONNECTOR, bytes(request))
        .thenAccept(answer -> refuseError("consumer " + CONNECTOR, answer));
  }

  private static void refuseError(String what, JsonNode answer) {
    if (answer.has("error")) {
      throw new LinkException(
          "JetStream refuses the "
              + what
              + ": "
              + answer.path("error").path("description").asText(),
          null);
    }
  }

  private CompletableFuture<JsonNode> ask(String subject, byte[] body) {
    return link.request(API + subject, body, TIMEOUT).thenApply(JetStreamAnswer::parse);
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
