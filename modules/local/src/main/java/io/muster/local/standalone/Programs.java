package io.muster.local.standalone;

import io.muster.local.nats.NatsProgram;
import io.muster.local.nats.NatsServer;
import io.muster.local.postgres.CacheFolder;
import io.muster.local.postgres.EmbeddedPostgres;
import io.muster.local.postgres.PostgresConfig;
import io.muster.local.process.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** How each program of a standalone is run. */
final class Programs {
  private static final Duration START = Duration.ofSeconds(180);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final Path launcher;
  private final DataFolder folder;
  private final StandaloneState state;

  Programs(Path launcher, DataFolder folder, StandaloneState state) {
    this.launcher = launcher;
    this.folder = folder;
    this.state = state;
  }

  Component postgres() {
    return new PostgresComponent(
        new EmbeddedPostgres(
            new PostgresConfig(
                folder.postgres(),
                CacheFolder.locate(),
                folder.postgresPassword(),
                folder.log("postgres"),
                state.inner("postgres"),
                true,
                Map.of("log_min_messages", "warning", "log_checkpoints", "off"))));
  }

  Component nats(NatsProgram program) {
    int port = state.inner("nats");
    return program(
        "nats-server",
        List.of(program.path().toString(), "-c", folder.natsConfig().toString()),
        () -> NatsServer.greets(port));
  }

  Component server(int index, Path config, ControlPlane api) {
    String address = state.servers().get(index);
    return program(
        state.serverNames().get(index),
        List.of(launcher.toString(), "server", "--config", config.toString()),
        () -> api.ready(address));
  }

  Component agent(int index, Path config, ControlPlane api) {
    String name = state.agentNames().get(index);
    List<String> command = new ArrayList<>(List.of("env"));
    // Variables that override settings are meant for the control plane; an agent would refuse them.
    System.getenv().keySet().stream()
        .filter(variable -> variable.startsWith("MUSTER__"))
        .forEach(variable -> command.addAll(List.of("-u", variable)));
    command.addAll(List.of(launcher.toString(), "agent", "--config", config.toString()));
    return program(
        name,
        command,
        () ->
            state.servers().stream()
                .anyMatch(server -> api.nodeStatus(server, name).equals("online")));
  }

  private Component program(String name, List<String> command, BooleanSupplier ready) {
    Child child = new Child(name, command, Map.of("MUSTER_NO_BUILD", "1"), folder.log(name));
    return new ProgramComponent(child, ready, START, GRACE);
  }
}
