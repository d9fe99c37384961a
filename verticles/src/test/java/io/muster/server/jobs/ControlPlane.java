package io.muster.server.jobs;

import io.muster.domain.task.TaskMachine;
import io.muster.protocol.JobsApi;
import io.muster.protocol.v1.GetJobRequest;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.JobEvent;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.WatchJobRequest;
import io.muster.runtime.Streams;
import io.muster.runtime.config.Size;
import io.muster.server.Stage;
import io.muster.server.catchup.CatchUpConfig;
import io.muster.server.catchup.CatchUpVerticle;
import io.muster.server.config.ConfigConfig;
import io.muster.server.config.ConfigVerticle;
import io.muster.server.connector.ConnectorConfig;
import io.muster.server.connector.ConnectorVerticle;
import io.muster.server.dispatch.DispatchConfig;
import io.muster.server.dispatch.DispatchVerticle;
import io.muster.server.effects.Envelopes;
import io.muster.server.effects.Specs;
import io.muster.server.registry.RegistryConfig;
import io.muster.server.registry.RegistryVerticle;
import io.muster.server.rollout.RolloutConfig;
import io.muster.server.rollout.RolloutVerticle;
import io.muster.server.watch.WatchVerticle;
import io.muster.store.LeaseLedger;
import io.muster.store.file.FileLedger;
import io.muster.store.job.JobLedger;
import io.muster.store.job.JobReads;
import io.muster.store.job.JobSteering;
import io.muster.store.node.FleetReader;
import io.muster.store.node.NodeLedger;
import io.muster.store.rollout.RolloutLedger;
import io.muster.store.rollout.RolloutReads;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The verticles of a command's life on a {@link Stage}, with patience of a second. */
final class ControlPlane implements AutoCloseable {
  final Stage stage;
  final JobReads reads;
  private final JobLedger ledger;
  private final JobSteering steering;
  private final Specs specs;
  private final Envelopes envelopes;

  ControlPlane(Path dir, String... nodes) throws IOException {
    stage = new Stage(dir);
    for (String node : nodes) {
      stage.sql(
          "INSERT INTO node (id, name, public_key, status) VALUES ('"
              + node
              + "', '"
              + node
              + "', 'U-"
              + node
              + "', 'online')");
    }
    Duration second = Duration.ofSeconds(1);
    TaskMachine machine = new TaskMachine(second, second, second, Duration.ofSeconds(2));
    ledger = new JobLedger(stage.database, machine, Clock.systemUTC());
    steering = new JobSteering(stage.database, machine, Clock.systemUTC());
    reads = new JobReads(stage.database);
    specs = new Specs(reads);
    envelopes = new Envelopes(stage.secrets.folder().signingKey(), Clock.systemUTC());
    stage.deploy(
        new RegistryVerticle(
            new NodeLedger(stage.database),
            new FleetReader(stage.database),
            new RegistryConfig(Duration.ofSeconds(5))));
    stage.deploy(
        new JobsVerticle(
            ledger,
            reads,
            new FileLedger(stage.database),
            new JobsConfig(Duration.ofSeconds(60), Duration.ofSeconds(30)),
            Clock.systemUTC()));
    stage.deploy(new WatchVerticle(reads, stage.meters));
  }

  String dispatch() {
    return stage.deploy(
        new DispatchVerticle(
            new DispatchVerticle.Needs(
                ledger,
                steering,
                specs,
                new LeaseLedger(stage.database, "cp"),
                stage.link,
                stage.replies,
                envelopes,
                stage.meters),
            new DispatchConfig(Duration.ofMillis(100), 1000, 100, Duration.ofSeconds(5))));
  }

  String connector(Duration insistAfter) {
    return stage.deploy(
        new ConnectorVerticle(
            ledger,
            stage.replies,
            new ConnectorConfig(100, 2, insistAfter),
            Clock.systemUTC(),
            stage.meters));
  }

  /** A node that conducts rollouts; its leases end after a second. */
  String rollouts(String member) {
    RolloutVerticle.Needs needs =
        new RolloutVerticle.Needs(
            new RolloutLedger(stage.database),
            new RolloutReads(stage.database),
            ledger,
            steering,
            reads,
            new LeaseLedger(stage.database, member),
            member,
            Clock.systemUTC());
    return stage.deploy(
        new RolloutVerticle(
            needs,
            new RolloutConfig(
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                "10%",
                "50%")));
  }

  /** A node that keeps configuration. */
  String configs() throws IOException {
    return stage.deploy(
        new ConfigVerticle(
            new ConfigVerticle.Needs(
                stage.database,
                new LeaseLedger(stage.database, "cp"),
                stage.link,
                stage.secrets.folder().signingKey(),
                stage.secrets.folder().secretBox(),
                stage.meters),
            new ConfigConfig(
                Duration.ofMillis(5),
                1000,
                new Size(1 << 20),
                Duration.ofMillis(50),
                Duration.ofMinutes(1),
                Duration.ofSeconds(2),
                1000)));
  }

  String catchUp(int pageTasks, long pageBytes) {
    return stage.deploy(
        new CatchUpVerticle(
            new CatchUpVerticle.Needs(ledger, specs, stage.link, envelopes, stage.meters),
            new CatchUpConfig(Duration.ofMillis(20), 1000, pageTasks, new Size(pageBytes))));
  }

  static SubmitJobRequest.Builder request(String target) {
    return SubmitJobRequest.newBuilder()
        .setTarget(target)
        .setShell(Shell.newBuilder().setLine("true"));
  }

  Job submit(SubmitJobRequest.Builder request) {
    return stage.call(JobsApi.SUBMIT, request.build());
  }

  Job job(String id) {
    return stage.call(JobsApi.GET, GetJobRequest.newBuilder().setId(id).build());
  }

  Job ended(String id) {
    Stage.await("the end of the job", () -> job(id).hasFinishedAt());
    return job(id);
  }

  /** What a watcher has seen, and its end. */
  record Watch(List<JobEvent> seen, Streams.Reading reading) {
    List<Long> seqs() {
      return seen.stream().map(JobEvent::getSeq).toList();
    }

    void ended() {
      Stage.await(reading.ended());
    }
  }

  Watch watch(WatchJobRequest.Builder request) {
    List<JobEvent> seen = new CopyOnWriteArrayList<>();
    Streams.Reading reading =
        new Streams(stage.vertx)
            .read(
                JobsApi.WATCH.address(),
                request.build(),
                JobEvent.getDefaultInstance(),
                Stage.CALLER,
                event -> {
                  seen.add(event);
                  return Future.succeededFuture();
                });
    return new Watch(seen, reading);
  }

  @Override
  public void close() {
    stage.close();
  }
}
