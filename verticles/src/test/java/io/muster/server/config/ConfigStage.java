package io.muster.server.config;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.link.Link;
import io.muster.protocol.ConfigsApi;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.AskConfig;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Ctl;
import io.muster.protocol.agent.v1.NodeConfig;
import io.muster.protocol.agent.v1.NodeConfigs;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.protocol.agent.v1.Signed;
import io.muster.protocol.v1.ApplyConfigRequest;
import io.muster.protocol.v1.ConfigChanged;
import io.muster.protocol.v1.ConfigStatus;
import io.muster.protocol.v1.ConfigStatusRequest;
import io.muster.runtime.config.Size;
import io.muster.server.Stage;
import io.muster.server.presence.PresenceConfig;
import io.muster.server.presence.PresenceVerticle;
import io.muster.server.registry.RegistryConfig;
import io.muster.server.registry.RegistryVerticle;
import io.muster.store.LeaseLedger;
import io.muster.store.config.ConfigStates;
import io.muster.store.node.FleetReader;
import io.muster.store.node.NodeLedger;
import io.muster.store.node.PresenceLedger;
import io.muster.store.node.VitalsLedger;
import io.muster.trust.SecretBox;
import io.muster.trust.SignatureVerifier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The verticles that configuration meets, on a {@link Stage}. */
final class ConfigStage implements AutoCloseable {
  final Stage stage;
  private final SignatureVerifier verifier;

  /** The first control-plane node's. */
  final String deployed;

  ConfigStage(Path dir, String... nodes) throws IOException {
    stage = new Stage(dir);
    var key = stage.secrets.folder().signingKey();
    verifier = new SignatureVerifier(Map.of(key.id(), key.publicKey()));
    for (String node : nodes) {
      stage.sql(
          "INSERT INTO node (id, name, public_key, status) VALUES ('%s', '%s', 'U-%s', 'online')"
              .formatted(node, node, node));
    }
    stage.deploy(
        new RegistryVerticle(
            new NodeLedger(stage.database),
            new FleetReader(stage.database),
            new RegistryConfig(Duration.ofSeconds(5))));
    stage.deploy(
        new PresenceVerticle(
            stage.link,
            key,
            new PresenceLedger(stage.database),
            new ConfigStates(stage.database),
            new VitalsLedger(stage.database, Duration.ofMinutes(1), Duration.ofHours(1)),
            new PresenceConfig(
                Duration.ofMillis(20),
                1000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofMinutes(1),
                Duration.ofHours(1)),
            Clock.systemUTC(),
            stage.meters));
    deployed = stage.deploy(verticle("cp-1"));
    stage.link.flush(Duration.ofSeconds(10)).orTimeout(20, TimeUnit.SECONDS).join();
  }

  ConfigVerticle verticle(String holder) throws IOException {
    return verticle(holder, stage.secrets.folder().secretBox(), Duration.ofMinutes(1));
  }

  ConfigVerticle verticle(String holder, SecretBox box, Duration sweep) throws IOException {
    return new ConfigVerticle(
        new ConfigVerticle.Needs(
            stage.database,
            new LeaseLedger(stage.database, holder),
            stage.link,
            stage.secrets.folder().signingKey(),
            box,
            stage.meters),
        new ConfigConfig(
            Duration.ofMillis(5),
            1000,
            new Size(1 << 20),
            Duration.ofMillis(50),
            sweep,
            Duration.ofSeconds(2),
            1000));
  }

  static ApplyConfigRequest.Builder document(String target, String json) {
    return ApplyConfigRequest.newBuilder()
        .setComponent("agent")
        .setTarget(target)
        .setDocumentJson(json);
  }

  ConfigChanged apply(String target, String json) {
    return stage.call(ConfigsApi.APPLY, document(target, json).build());
  }

  ConfigStatus status() {
    return stage.call(ConfigsApi.STATUS, ConfigStatusRequest.newBuilder().setAll(true).build());
  }

  /** An agent on its own identity. */
  final class Agent {
    final String node;
    final Link link;
    final List<Ctl> orders = new CopyOnWriteArrayList<>();

    Agent(String node) {
      this.node = node;
      link = stage.agent(node);
      link.subscribe(Subjects.ctl(node), null, in -> orders.add(order(in.data())));
      link.flush(Duration.ofSeconds(10)).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private Ctl order(byte[] signed) {
      try {
        return Ctl.parseFrom(verifier.verify(Signed.parseFrom(signed), "ctl"));
      } catch (InvalidProtocolBufferException | SignatureVerifier.Forged e) {
        throw new IllegalStateException(e);
      }
    }

    NodeConfigs ask(RunningConfig... running) {
      NodeRequest ask =
          NodeRequest.newBuilder()
              .setNodeId(node)
              .setConfig(AskConfig.newBuilder().addAllRunning(List.of(running)))
              .build();
      try {
        NodeResponse response =
            NodeResponse.parseFrom(
                link.request(Subjects.catchup(node), ask.toByteArray(), Duration.ofSeconds(20))
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join());
        return NodeConfigs.parseFrom(verifier.verify(response.getConfigs(), "config"));
      } catch (InvalidProtocolBufferException | SignatureVerifier.Forged e) {
        throw new IllegalStateException(e);
      }
    }

    NodeConfig only(RunningConfig... running) {
      NodeConfigs answer = ask(running);
      if (answer.getConfigsCount() != 1) {
        throw new AssertionError("one configuration was expected: " + answer);
      }
      return answer.getConfigs(0);
    }

    void beat(RunningConfig... running) {
      link.publish(
          Subjects.beat(node),
          Beat.newBuilder()
              .setNodeId(node)
              .setSession("s")
              .setAgentVersion("1")
              .setIntervalMs(60_000)
              .addAllConfigs(List.of(running))
              .build()
              .toByteArray());
    }
  }

  static RunningConfig running(long revision) {
    return RunningConfig.newBuilder().setComponent("agent").setRevision(revision).build();
  }

  @Override
  public void close() {
    stage.close();
  }
}
