package io.muster.server.jobs;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.link.Link;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Accepted;
import io.muster.protocol.agent.v1.CatchUp;
import io.muster.protocol.agent.v1.Chunk;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.Event;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.agent.v1.Started;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.agent.v1.Task;
import io.muster.server.Stage;
import io.muster.trust.SignatureVerifier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** An agent on its own identity that does what a test tells it. */
final class ScriptedAgent {
  final String node;
  final Link link;
  final List<Task> tasks = new CopyOnWriteArrayList<>();
  final List<Ctl> orders = new CopyOnWriteArrayList<>();
  private final SignatureVerifier verifier;

  /** Hears tasks from now on. {@code script} runs for each of them. */
  ScriptedAgent(Stage stage, String node, BiConsumer<ScriptedAgent, Task> script) {
    this.node = node;
    link = stage.agent(node);
    try {
      var key = stage.secrets.folder().signingKey();
      verifier = new SignatureVerifier(Map.of(key.id(), key.publicKey()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    link.subscribe(
        Subjects.task(node),
        null,
        in -> {
          Task task = task(in.data());
          tasks.add(task);
          script.accept(this, task);
        });
    link.subscribe(Subjects.ctl(node), null, in -> orders.add(order(in.data())));
    link.flush(Duration.ofSeconds(10)).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private byte[] verified(byte[] data, String kind) {
    try {
      return verifier.verify(Signed.parseFrom(data), kind);
    } catch (InvalidProtocolBufferException | SignatureVerifier.Forged e) {
      throw new IllegalStateException(e);
    }
  }

  Task task(byte[] signed) {
    try {
      return Task.parseFrom(verified(signed, "task"));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private Ctl order(byte[] signed) {
    try {
      return Ctl.parseFrom(verified(signed, "ctl"));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  Reply.Builder reply(Task task, long seq) {
    return Reply.newBuilder()
        .setNodeId(node)
        .setTaskId(task.getTaskId())
        .setAttempt(task.getAttempt())
        .setSeq(seq);
  }

  static Event accepted() {
    return event().setAccepted(Accepted.getDefaultInstance()).build();
  }

  static Event started() {
    return event().setStarted(Started.newBuilder().setPid(1)).build();
  }

  static Event printed(byte[] bytes) {
    return event()
        .setChunk(
            Chunk.newBuilder().setStream(Stream.STREAM_STDOUT).setData(ByteString.copyFrom(bytes)))
        .build();
  }

  static Event finished(Outcome outcome, String message) {
    return event()
        .setFinished(Finished.newBuilder().setOutcome(outcome).setMessage(message).setExitCode(0))
        .build();
  }

  private static Event.Builder event() {
    return Event.newBuilder().setAtMs(System.currentTimeMillis());
  }

  void send(Reply reply) {
    link.publish(Subjects.reply(node, reply.getTaskId()), reply.toByteArray());
  }

  /** The usual end of a short command, in one message. */
  void succeed(Task task) {
    send(
        reply(task, 1)
            .addEvents(accepted())
            .addEvents(started())
            .addEvents(printed(("hello from " + node).getBytes()))
            .addEvents(finished(Outcome.OUTCOME_SUCCEEDED, ""))
            .build());
  }

  NodeResponse catchUp(String cursor) {
    NodeRequest ask =
        NodeRequest.newBuilder()
            .setNodeId(node)
            .setCatchUp(CatchUp.newBuilder().setCursor(cursor))
            .build();
    try {
      return NodeResponse.parseFrom(
          link.request(Subjects.catchup(node), ask.toByteArray(), Duration.ofSeconds(20))
              .orTimeout(30, TimeUnit.SECONDS)
              .join());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }
}
