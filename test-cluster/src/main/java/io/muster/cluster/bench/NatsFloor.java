package io.muster.cluster.bench;

import io.muster.link.Link;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The messages of one job without Muster: each task stored in a stream and acknowledged, heard by a
 * plain subscription whose trivial responder stores a reply in a second stream and has it
 * acknowledged, and pulled from there in batches and acknowledged. Streams, sizes and connections
 * are as Muster has them.
 */
final class NatsFloor implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int WINDOW = 4000;
  private static final int PULL = 1000;
  private static final byte[] ACK = "+ACK".getBytes(StandardCharsets.US_ASCII);

  private final int count;
  private final byte[] task;
  private final byte[] reply;
  private final Link publisher;
  private final List<Link> responders = new ArrayList<>();
  private volatile Round round;

  private record Round(
      int number, CountDownLatch published, CountDownLatch replied, CountDownLatch taken) {}

  NatsFloor(Rig rig, int count, int connections, int taskBytes, int replyBytes) throws IOException {
    this.count = count;
    this.task = new byte[taskBytes];
    this.reply = new byte[replyBytes];
    publisher = rig.link("floor");
    awaitConnected(publisher);
    stream("FLOOR_TASKS", "floor.agent.*.task", "limits");
    stream("FLOOR_REPLIES", "floor.reply.>", "workqueue");
    JsonObject consumer =
        new JsonObject()
            .put("durable_name", "connector")
            .put("deliver_policy", "all")
            .put("ack_policy", "explicit")
            .put("ack_wait", TimeUnit.SECONDS.toNanos(30))
            .put("max_ack_pending", 20_000)
            .put("replay_policy", "instant");
    ask(
        "CONSUMER.DURABLE.CREATE.FLOOR_REPLIES.connector",
        new JsonObject().put("stream_name", "FLOOR_REPLIES").put("config", consumer));
    publisher.subscribe("floor.pulled", null, this::pulled);
    for (int i = 0; i < Math.max(1, connections); i++) {
      responders.add(rig.link("floor-" + i));
    }
    for (int i = 0; i < count; i++) {
      Link link = responders.get(i % responders.size());
      link.subscribe("floor.agent." + i + ".task", null, heard -> respond(link, heard));
    }
    responders.forEach(NatsFloor::awaitConnected);
    responders.forEach(link -> link.flush(LIMIT).join());
  }

  private static void awaitConnected(Link link) {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    link.onChange(
        change -> {
          if (change == Link.Change.CONNECTED) {
            connected.complete(null);
          }
        });
    connected.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The average size of what a stream holds, framing included. */
  static int storedBytes(Link link, String stream) {
    awaitConnected(link);
    byte[] answer = link.request("$JS.API.STREAM.INFO." + stream, new byte[0], LIMIT).join();
    JsonObject state =
        new JsonObject(new String(answer, StandardCharsets.UTF_8)).getJsonObject("state");
    return (int) (state.getLong("bytes") / Math.max(1, state.getLong("messages")));
  }

  private void stream(String name, String subject, String retention) {
    ask("STREAM.DELETE." + name, new JsonObject());
    JsonObject answer =
        ask(
            "STREAM.CREATE." + name,
            new JsonObject()
                .put("name", name)
                .put("subjects", new JsonArray().add(subject))
                .put("retention", retention)
                .put("storage", "file")
                .put("num_replicas", 1)
                .put("duplicate_window", TimeUnit.MINUTES.toNanos(2)));
    if (answer.containsKey("error")) {
      throw new IllegalStateException("JetStream refuses the floor's stream: " + answer);
    }
  }

  private JsonObject ask(String what, JsonObject body) {
    byte[] answer =
        publisher
            .request("$JS.API." + what, body.encode().getBytes(StandardCharsets.UTF_8), LIMIT)
            .join();
    return new JsonObject(new String(answer, StandardCharsets.UTF_8));
  }

  private void respond(Link link, Link.Inbound heard) {
    Round now = round;
    String agent = heard.subject().split("\\.")[2];
    String id = now.number + "-" + agent;
    link.store("floor.reply." + agent + "." + id, reply, id).thenRun(now.replied::countDown);
  }

  private void pulled(Link.Inbound message) {
    if (message.replyTo() != null && message.replyTo().startsWith("$JS.ACK")) {
      publisher.publish(message.replyTo(), ACK);
      Round now = round;
      now.taken.countDown();
      long left = now.taken.getCount();
      if (left % PULL == 0 && left > 0) {
        pull();
      }
    }
  }

  private void pull() {
    String request =
        "{\"batch\":%d,\"expires\":%d}"
            .formatted(Math.min(PULL, count), TimeUnit.SECONDS.toNanos(30));
    publisher.publish(
        "$JS.API.CONSUMER.MSG.NEXT.FLOOR_REPLIES.connector",
        "floor.pulled",
        request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Runs it once; milliseconds until the last reply is acknowledged. */
  double run(int number) throws InterruptedException {
    Round now =
        new Round(
            number,
            new CountDownLatch(count),
            new CountDownLatch(count),
            new CountDownLatch(count));
    round = now;
    Semaphore window = new Semaphore(WINDOW);
    long began = System.nanoTime();
    pull();
    if (count > PULL) {
      pull();
    }
    for (int i = 0; i < count; i++) {
      window.acquire();
      publisher
          .store("floor.agent." + i + ".task", task, number + "." + i)
          .whenComplete(
              (ok, error) -> {
                window.release();
                now.published.countDown();
              });
    }
    for (CountDownLatch latch : List.of(now.published, now.replied, now.taken)) {
      if (!latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "the raw floor of NATS did not end in time, %d of %d are missing"
                .formatted(latch.getCount(), count));
      }
    }
    return JobRound.millis(began);
  }

  @Override
  public void close() {
    ask("STREAM.DELETE.FLOOR_TASKS", new JsonObject());
    ask("STREAM.DELETE.FLOOR_REPLIES", new JsonObject());
    responders.forEach(Link::close);
    publisher.close();
  }
}
