package io.muster.server.jobs;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.AskConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.protocol.agent.v1.Task;
import io.muster.server.Stage;
import io.muster.trust.SignatureVerifier;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** An agent that takes its configuration when a task asks for it, and refuses what a test wants. */
final class ConfiguredAgent {
  final ScriptedAgent agent;

  /** Every document it ran, in order; empty for none. */
  final List<String> ran = new CopyOnWriteArrayList<>();

  private final BiPredicate<String, String> refuses;
  private final SignatureVerifier verifier;
  private long running;
  private long refused;

  /** {@code refuses} is asked with the node and a document. */
  ConfiguredAgent(Stage stage, String node, BiPredicate<String, String> refuses)
      throws IOException {
    this.refuses = refuses;
    var key = stage.secrets.folder().signingKey();
    verifier = new SignatureVerifier(Map.of(key.id(), key.publicKey()));
    agent =
        new ScriptedAgent(stage, node, (self, task) -> Thread.startVirtualThread(() -> work(task)));
  }

  String last() {
    return ran.isEmpty() ? "" : ran.getLast();
  }

  private synchronized void work(Task task) {
    take();
    boolean reached =
        running >= task.getConfig().getRevision() || task.getConfig().getOrNone() && running == 0;
    agent.send(
        agent
            .reply(task, 1)
            .addEvents(ScriptedAgent.accepted())
            .addEvents(ScriptedAgent.started())
            .addEvents(
                reached
                    ? ScriptedAgent.finished(Outcome.OUTCOME_SUCCEEDED, "")
                    : ScriptedAgent.finished(Outcome.OUTCOME_FAILED, "refuses " + refused))
            .build());
  }

  /** Asks for its configuration once, and takes it. */
  synchronized void take() {
    NodeConfigs answer = ask();
    if (answer.getComponentsCount() == 0 && running != 0) {
      running = 0;
      ran.add("");
    }
    answer
        .getConfigsList()
        .forEach(
            config -> {
              if (refuses.test(agent.node, config.getDocumentJson())) {
                refused = config.getRevision();
              } else {
                running = config.getRevision();
                ran.add(config.getDocumentJson());
              }
            });
  }

  private NodeConfigs ask() {
    RunningConfig mine =
        RunningConfig.newBuilder()
            .setComponent("agent")
            .setRevision(running)
            .setRefusedRevision(refused)
            .build();
    NodeRequest request =
        NodeRequest.newBuilder()
            .setNodeId(agent.node)
            .setConfig(AskConfig.newBuilder().addRunning(mine))
            .build();
    try {
      NodeResponse response =
          NodeResponse.parseFrom(
              agent
                  .link
                  .request(
                      Subjects.catchup(agent.node), request.toByteArray(), Duration.ofSeconds(20))
                  .orTimeout(30, TimeUnit.SECONDS)
                  .join());
      return NodeConfigs.parseFrom(verifier.verify(response.getConfigs(), "config"));
    } catch (InvalidProtocolBufferException | SignatureVerifier.Forged e) {
      throw new IllegalStateException(e);
    }
  }
}
