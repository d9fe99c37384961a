package io.muster.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cluster.emulator.Emulator;
import io.muster.cluster.emulator.EmulatorOptions;
import io.muster.local.nats.NatsProgram;
import io.muster.local.nats.NatsServer;
import io.muster.local.postgres.CacheFolder;
import io.muster.local.postgres.EmbeddedPostgres;
import io.muster.local.postgres.PostgresConfig;
import io.muster.trust.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The programs that a cluster is made of: starting them, hurting them, healing them. Servers and
 * agents count from 0.
 */
public class ClusterParts {
  private static final Duration ONLINE = Duration.ofSeconds(120);

  /** Agents that start at the same time: many JVMs at once keep each other from starting. */
  private static final int TOGETHER = 5;

  private final ClusterPlan plan;
  private final List<ClusterProcess> servers = new ArrayList<>();
  private final List<ClusterProcess> agents = new ArrayList<>();
  private Emulator emulator;
  private Janitor janitor;
  private EmbeddedPostgres postgres;
  private NatsServer nats;
  private ClusterClient client;
  private Rows rows;
  private ClusterFiles files;

  ClusterParts(ClusterPlan plan) {
    this.plan = plan;
  }

  /** Makes the folder and everything in it; nothing runs yet. */
  final void lay(Path root) {
    NatsProgram program = NatsProgram.require(System.err::println);
    files = new ClusterFiles(root, plan.servers, program);
    janitor = new Janitor(root.resolve("processes"));
    rows = new Rows(files);
    postgres =
        new EmbeddedPostgres(
            new PostgresConfig(
                root.resolve("postgres"),
                CacheFolder.locate(),
                files.postgresPassword(),
                files.log("postgres"),
                files.postgresPort,
                true,
                Map.of("shared_buffers", "64MB")));
    nats = new NatsServer(program, files.natsConfig(), files.natsPort, files.log("nats"));
  }

  final ClusterFiles files() {
    return files;
  }

  public ClusterClient client() {
    return client;
  }

  /** The database behind it all. */
  public Rows rows() {
    return rows;
  }

  /** The folder that everything lies in. */
  public Path root() {
    return files.root;
  }

  public String adminToken() {
    return files.adminToken();
  }

  /** Base URL of a control-plane node. */
  public String serverUrl(int server) {
    return files.serverUrl(server);
  }

  /** Where the event-bus bridge for programs is. */
  public String bridge(int server) {
    return files.bridge(server);
  }

  public int serverPort(int server) {
    return files.servers.get(server).api();
  }

  /** Of a control-plane node that runs. */
  public long serverPid(int server) {
    return servers.get(server).pid();
  }

  public int natsPort() {
    return files.natsPort;
  }

  /** The folder of secrets. */
  public Path trust() {
    return files.root.resolve("trust");
  }

  // ---- faults ----------------------------------------------------------------------------------

  /** SIGKILL. */
  public void killServer(int server) {
    servers.get(server).kill();
  }

  /** SIGTERM; gives the exit code back. */
  public int terminateServer(int server, Duration limit) {
    return servers.get(server).terminate(limit);
  }

  /** Starts a server that was ended and waits until it is ready. */
  public void startServer(int server) {
    servers.get(server).start();
    servers.get(server).awaitReady(() -> client.ready(server));
  }

  /** SIGSTOP. */
  public void freezeServer(int server) {
    servers.get(server).freeze();
  }

  /** SIGCONT. */
  public void thawServer(int server) {
    servers.get(server).thaw();
  }

  /** SIGKILL. */
  public void killNats() {
    nats.kill();
  }

  public void startNats() {
    nats.start();
    nats.process().ifPresent(janitor::watch);
  }

  /** Kills nats-server and starts it again at once. */
  public void restartNats() {
    killNats();
    startNats();
  }

  /** Deletes all that JetStream has stored; nats-server must not run. */
  public void loseJetStream() {
    ClusterFiles.delete(files.natsFolder().resolve("jetstream"));
  }

  public void stopPostgres(EmbeddedPostgres.Stop how) {
    postgres.stop(how);
  }

  public void startPostgres() {
    postgres.start();
    postgres.process().ifPresent(janitor::watch);
  }

  /** SIGKILL. */
  public void killAgent(int agent) {
    agents.get(agent).kill();
  }

  /** SIGTERM; gives the exit code back. */
  public int terminateAgent(int agent, Duration limit) {
    return agents.get(agent).terminate(limit);
  }

  /** Starts an agent and does not wait for it. */
  public void startAgent(int agent) {
    agents.get(agent).start();
  }

  public void freezeAgent(int agent) {
    agents.get(agent).freeze();
  }

  public void thawAgent(int agent) {
    agents.get(agent).thaw();
  }

  /** The node id of an agent. */
  public static String nodeId(int agent) {
    return "agent-%02d".formatted(agent);
  }

  /** The status of a node: {@code online}, {@code offline} or {@code new}. */
  public String nodeStatus(String node) {
    return client.get("/api/v1/nodes/" + node).path("status").asText();
  }

  public void awaitNodeStatus(String node, String status, Duration limit) {
    Await.until(node + " is " + status, limit, () -> nodeStatus(node).equals(status));
  }

  final void startAll() {
    startPostgres();
    startNats();
    List<String> urls = IntStream.range(0, plan.servers).mapToObj(files::serverUrl).toList();
    client = new ClusterClient(tls(), urls, files.adminToken());
    for (int i = 0; i < plan.servers; i++) {
      List<String> command = Jvms.server(files.server(i, plan.serverKeys), plan.hot);
      servers.add(process("server-" + i, command));
    }
    servers.forEach(ClusterProcess::start);
    for (int i = 0; i < plan.servers; i++) {
      int server = i;
      servers.get(i).awaitReady(() -> client.ready(server));
    }
    for (int i = 0; i < plan.agents; i++) {
      addAgent(nodeId(i), Map.of());
    }
    for (int i = 0; i < plan.agents; i += TOGETHER) {
      List<ClusterProcess> some = agents.subList(i, Math.min(plan.agents, i + TOGETHER));
      some.forEach(ClusterProcess::start);
      some.forEach(agent -> awaitNodeStatus(agent.name(), "online", ONLINE));
    }
    if (plan.emulated > 0) {
      emulator = Emulator.start(EmulatorOptions.of(trust(), files.serverUrl(0), plan.emulated));
    }
    awaitAgentsOnline();
  }

  /** The agents in this JVM; null without any. */
  public Emulator emulator() {
    return emulator;
  }

  /** Adds an agent that is not started yet and gives its number back. */
  public int addAgent(String id, Map<String, Object> keys) {
    Map<String, Object> all = new HashMap<>(plan.agentKeys);
    all.putAll(keys);
    List<String> command = new ArrayList<>(List.of("env", "--chdir=" + files.home(id)));
    command.addAll(Jvms.agent(files.agent(id, joinToken(1), all)));
    agents.add(process(id, command));
    return agents.size() - 1;
  }

  /**
   * The working folder of an agent, which is its own: {@code /proc/self/cwd} is a path that is the
   * same for all agents and leads each to another place.
   */
  public Path home(int agent) {
    return files.home(nodeId(agent));
  }

  /** Where an agent collects content that it does not have whole. */
  public Path partOf(int agent, String sha256) {
    return files.data(nodeId(agent)).resolve("files/cache").resolve(sha256 + ".part");
  }

  /** From its next start on an agent that has joined finds NATS at that port. */
  public void routeAgent(int agent, int port) {
    Path file = files.data(nodeId(agent)).resolve("identity/identity.json");
    try {
      ObjectNode identity = (ObjectNode) ClusterClient.JSON.readTree(Files.readString(file));
      identity.putArray("natsUrls").add("tls://127.0.0.1:" + port);
      Files.writeString(file, identity.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new join token. */
  public String joinToken(int uses) {
    ObjectNode body = ClusterClient.JSON.createObjectNode().put("uses", uses).put("ttl", "3600s");
    return client.post("/api/v1/join-tokens", body).path("token").asText();
  }

  /** Starts one more program of the class path; it ends with the cluster. */
  public void startProgram(String name, String heap, String mainClass, String... arguments) {
    process(name, Jvms.java(heap, mainClass, arguments)).start();
  }

  private ClusterProcess process(String name, List<String> command) {
    return new ClusterProcess(janitor, name, command, Map.of(), files.log(name));
  }

  private javax.net.ssl.SSLContext tls() {
    try {
      return Tls.trusting(files.trust.caCertificate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAgentsOnline() {
    for (ClusterProcess agent : agents.subList(0, Math.min(plan.agents, agents.size()))) {
      awaitNodeStatus(agent.name(), "online", ONLINE);
    }
    if (emulator != null) {
      Await.until(
          "the emulated agents are online",
          ONLINE,
          () -> rows.number("SELECT count(*) FROM node WHERE status <> 'online'") == 0);
    }
  }

  /** Starts and thaws what does not run and waits until all of it is well. */
  public void heal() {
    if (postgres.process().isEmpty()) {
      startPostgres();
    }
    if (nats.process().isEmpty()) {
      startNats();
    }
    for (ClusterProcess process : agents.subList(0, plan.agents)) {
      process.thaw();
      if (!process.running()) {
        process.start();
      }
    }
    for (int i = 0; i < servers.size(); i++) {
      int server = i;
      servers.get(i).thaw();
      if (!servers.get(i).running()) {
        servers.get(i).start();
      }
      servers.get(i).awaitReady(() -> client.ready(server));
    }
    awaitAgentsOnline();
  }

  final void end() {
    if (emulator != null) {
      emulator.close();
    }
    if (client != null) {
      client.close();
    }
    janitor.close();
    Await.until(
        files.root + " is removed",
        Duration.ofSeconds(10),
        () -> {
          ClusterFiles.delete(files.root);
          return true;
        });
  }
}
