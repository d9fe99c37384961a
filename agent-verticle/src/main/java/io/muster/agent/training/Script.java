package io.muster.agent.training;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.CatchUpPage;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Reply;
import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Task;
import io.muster.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the control plane says to an agent that connects: one task is open. */
final class Script {
  private static final byte[] STORED =
      "{\"stream\":\"MUSTER_REPLIES\",\"seq\":1}".getBytes(StandardCharsets.US_ASCII);
  private static final int HOUR_MS = 3_600_000;

  private final SigningKey key;

  Script(SigningKey key) {
    this.key = key;
  }

  /** The answer to a message that asks for one. */
  byte[] answer(String subject) {
    return subject.startsWith(Subjects.catchup(Training.NODE)) ? page() : STORED;
  }

  /** Whether this message says that the task has ended. */
  boolean ends(String subject, byte[] payload) {
    if (!subject.startsWith("muster.reply.")) {
      return false;
    }
    try {
      return Reply.parseFrom(payload).getEventsList().stream().anyMatch(e -> e.hasFinished());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("not a reply", e);
    }
  }

  private byte[] page() {
    long now = System.currentTimeMillis();
    Task task =
        Task.newBuilder()
            .setNodeId(Training.NODE)
            .setJobId("job")
            .setTaskId("job-0")
            .setAttempt(1)
            .setIssuedAtMs(now)
            .setAcceptBeforeMs(now + HOUR_MS)
            .setTimeoutMs(HOUR_MS)
            .setShell(
                Shell.newBuilder()
                    .setLine("echo out; echo err >&2")
                    .setStdin(ByteString.copyFromUtf8("in\n")))
            .build();
    return NodeResponse.newBuilder()
        .setPage(
            CatchUpPage.newBuilder().addAllTasks(key.sign("task", List.of(task.toByteArray()))))
        .build()
        .toByteArray();
  }
}
