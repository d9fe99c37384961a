package io.muster.server.jobs;

import static io.muster.server.jobs.ControlPlane.request;

import io.muster.protocol.JobsApi;
import io.muster.protocol.agent.v1.Task;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A control plane with the nodes n1, n2 and n3, and agents that do as they are told. */
abstract class CommandScene {
  static final Duration INSIST = Duration.ofSeconds(3);
  @TempDir Path dir;
  ControlPlane plane;

  @BeforeEach
  void start() throws IOException {
    plane = new ControlPlane(dir, "n1", "n2", "n3");
  }

  @AfterEach
  void stop() {
    plane.close();
  }

  ScriptedAgent agent(String node) {
    return new ScriptedAgent(plane.stage, node, ScriptedAgent::succeed);
  }

  ScriptedAgent idle(String node) {
    return new ScriptedAgent(plane.stage, node, (agent, task) -> {});
  }

  static Task first(ScriptedAgent agent) {
    Stage.await("a task", () -> !agent.tasks.isEmpty());
    return agent.tasks.getFirst();
  }

  Failure refusal(io.muster.protocol.v1.SubmitJobRequest.Builder request) {
    return plane.stage.fail(plane.stage.start(JobsApi.SUBMIT, request.build()));
  }

  static WatchJobRequest.Builder watch(Job job) {
    return WatchJobRequest.newBuilder().setId(job.getId());
  }
}
