package io.muster.server.jobs;

import static io.muster.server.jobs.ControlPlane.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Durations;
import io.muster.protocol.FailureCode;
import io.muster.protocol.JobsApi;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobPlan;
import io.muster.runtime.Failure;
import io.muster.server.Stage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which nodes a command picks, and what is refused. */
class CommandPlanTest extends CommandScene {
  @Test
  void plansLimitsAndBatchesAreFrozenAndTheSameRequestIsOneJob() {
    plane.dispatch();
    plane.connector(INSIST);
    JobPlan plan = plane.stage.call(JobsApi.PLAN, request("all").setBatch("50%").build());
    assertEquals(List.of("n1", "n2", "n3"), plan.getNodeIdsList());
    assertEquals(2, plan.getParallel());
    assertEquals("0", plane.stage.value("SELECT count(*) FROM job"));
    Job limited = plane.submit(request("all").setLimit("2").setRequestId("k"));
    assertEquals(2, limited.getTotal());
    assertEquals(
        limited.getId(), plane.submit(request("all").setLimit("2").setRequestId("k")).getId());
    assertEquals(
        FailureCode.CONFLICT, refusal(request("all").setLimit("3").setRequestId("k")).code());
    plane.stage.call(JobsApi.CANCEL, CancelJobRequest.newBuilder().setId(limited.getId()).build());
    List<ScriptedAgent> agents = IntStream.rangeClosed(1, 3).mapToObj(i -> idle("n" + i)).toList();
    Job one = plane.submit(request("all").setBatch("1").setTtl(Durations.fromSeconds(60)));
    for (ScriptedAgent agent : agents) {
      Stage.await(
          "its turn", () -> agent.tasks.stream().anyMatch(t -> t.getJobId().equals(one.getId())));
      Job now = plane.job(one.getId());
      assertEquals(1, now.getTasksOrDefault("dispatched", 0), "one at a time");
      agent.succeed(
          agent.tasks.stream().filter(t -> t.getJobId().equals(one.getId())).findFirst().get());
    }
    assertEquals("succeeded", plane.ended(one.getId()).getState());
  }

  @Test
  void aTargetThatPicksNothingOrIsWrongIsRefusedByWords() {
    Failure none = refusal(request("labels['role'] == 'web'"));
    assertEquals(FailureCode.NOT_FOUND, none.code());
    assertTrue(none.getMessage().contains("labels['role'] == 'web'"), none.getMessage());
    Failure wrong = refusal(request("id == 'n1' &&"));
    assertEquals(FailureCode.INVALID, wrong.code());
    assertTrue(wrong.getMessage().contains("1:"), wrong.getMessage());
    assertEquals("0", plane.stage.value("SELECT count(*) FROM job"));
    assertEquals(FailureCode.INVALID, refusal(request("n1").setName("a\0b")).code());
  }
}
