package io.muster.server.jobs;

import static io.muster.server.jobs.ControlPlane.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.Durations;
import io.muster.protocol.JobsApi;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.CatchUp;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.v1.CancelJobRequest;
import io.muster.server.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an agent is told that asks what it missed. */
class CommandCatchUpTest extends CommandScene {
  @Test
  void catchUpGivesPagesByCountAndBytesAndCancels() {
    plane.stage.sql("UPDATE node SET status = 'offline'");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(plane.submit(request("n1").setTtl(Durations.fromSeconds(300))).getId());
    }
    // Those whose time to be taken is over fill no page, and hide nothing behind them.
    for (String old : ids.subList(0, 3)) {
      plane.stage.sql(
          "UPDATE task SET accept_before = now() - interval '1 s' WHERE job_id = '" + old + "'");
    }
    String deployment = plane.catchUp(3, 1 << 20);
    ScriptedAgent agent = idle("n1");
    assertEquals(ids.subList(3, 7), pages(agent, 3));
    Stage.await(plane.stage.vertx.undeploy(deployment));
    var big = io.muster.protocol.v1.Shell.newBuilder().setLine("x".repeat(40_000));
    for (int i = 0; i < 3; i++) {
      ids.add(plane.submit(request("n1").setShell(big).setTtl(Durations.fromSeconds(300))).getId());
    }
    plane.catchUp(100, 65_536);
    assertEquals(ids.subList(3, 10), pages(agent, 100));
    plane.stage.call(JobsApi.CANCEL, CancelJobRequest.newBuilder().setId(ids.get(4)).build());
    NodeResponse response = agent.catchUp("");
    assertEquals(1, response.getPage().getCancelsCount());
    assertEquals(ids.get(4) + "-0", response.getPage().getCancels(0).getTaskId());
  }

  private static List<String> pages(ScriptedAgent agent, int atMost) {
    List<String> jobs = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      var page = agent.catchUp(cursor).getPage();
      assertTrue(page.getTasksCount() <= atMost);
      page.getTasksList().forEach(s -> jobs.add(agent.task(s.toByteArray()).getJobId()));
      cursor = page.getCursor();
      assertTrue(++pages < 20);
    } while (!cursor.isEmpty());
    assertTrue(pages > 1);
    return jobs;
  }

  @Test
  void catchUpGathersQuestionsAndAnswersOnlyToTheAsker() throws Exception {
    plane.catchUp(10, 1 << 20);
    List<ScriptedAgent> agents = IntStream.rangeClosed(1, 3).mapToObj(i -> idle("n" + i)).toList();
    plane.submit(request("all").setTtl(Durations.fromSeconds(300)));
    List<CompletableFuture<Integer>> asking = new ArrayList<>();
    for (ScriptedAgent agent : agents) {
      asking.add(CompletableFuture.supplyAsync(() -> agent.catchUp("").getPage().getTasksCount()));
    }
    for (CompletableFuture<Integer> one : asking) {
      assertEquals(1, one.get(60, TimeUnit.SECONDS));
    }
    AtomicReference<byte[]> stolen = new AtomicReference<>();
    plane.stage.link.subscribe("_INBOX_n2.stolen", null, in -> stolen.set(in.data()));
    NodeRequest ask =
        NodeRequest.newBuilder().setNodeId("n1").setCatchUp(CatchUp.getDefaultInstance()).build();
    var thief = agents.getFirst().link;
    thief.publish(Subjects.catchup("n1"), "_INBOX_n2.stolen", ask.toByteArray());
    thief.publish(
        Subjects.catchup("n1"),
        "_INBOX_n1.x",
        ask.toBuilder().setNodeId("n2").build().toByteArray());
    thief.publish(Subjects.catchup("n1"), "muster.agent.n2.task", ask.toByteArray());
    Stage.await("refusals", () -> plane.stage.count("muster.catchup.refused") == 3);
    assertEquals(null, stolen.get());
  }
}
