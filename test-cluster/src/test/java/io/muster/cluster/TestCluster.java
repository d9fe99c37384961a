package io.muster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole installation in processes of its own, one for each test class: register it as a static
 * extension. Servers and agents count from 0. Before each test everything runs; after each test the
 * invariants are checked, and what helps to understand a failure is kept in {@code
 * target/failed/<test>}.
 */
public final class TestCluster
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final Duration ONLINE = Duration.ofSeconds(60);
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** What the cluster consists of. */
  public static final class Builder {
    private int servers = 3;
    private int agents = 3;
    private int emulated;
    private final Map<String, Object> serverKeys = new HashMap<>();
    private final Map<String, Object> agentKeys = new HashMap<>();

    public Builder servers(int count) {
      servers = count;
      return this;
    }

    public Builder agents(int count) {
      agents = count;
      return this;
    }

    /** Agents inside the test's own JVM, whose commands are pretended; their ids begin so. */
    public Builder emulated(int count) {
      emulated = count;
      return this;
    }

    /** A setting of every control-plane node, such as {@code "tasks.resend", "1s"}. */
    public Builder server(String key, Object value) {
      serverKeys.put(key, value);
      return this;
    }

    /** A setting of every agent. */
    public Builder agent(String key, Object value) {
      agentKeys.put(key, value);
      return this;
    }

    public TestCluster build() {
      return new TestCluster(this);
    }
  }

  private final Builder plan;
  private final List<ClusterProcess> servers = new ArrayList<>();
  private final List<ClusterProcess> agents = new ArrayList<>();
  private final List<Submitted> jobs = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private final List<Pattern> expectedErrors = new ArrayList<>();
  private Emulator emulator;
  private ClusterFiles files;
  private Janitor janitor;
  private EmbeddedPostgres postgres;
  private NatsServer nats;
  private ClusterClient client;
  private Rows rows;
  private Logs logs;

  private TestCluster(Builder plan) {
    this.plan = plan;
  }

  public static Builder builder() {
    return new Builder();
  }

  // ---- the story of a test ---------------------------------------------------------------------

  /** Runs a shell line on the nodes of the target. */
  public Submitted submit(String target, String line) {
    return submit(target, line, Duration.ofSeconds(60), Duration.ofSeconds(60), Optional.empty());
  }

  /** Each node prints the numbers from 1 to {@code lines}, with pauses of some seconds between. */
  public Submitted submitCounting(String target, int lines, double pause) {
    String wanted =
        IntStream.rangeClosed(1, lines).mapToObj(i -> i + "\n").collect(Collectors.joining());
    String line =
        "i=1; while [ $i -le " + lines + " ]; do echo $i; i=$((i+1)); sleep " + pause + "; done";
    return submit(
        target, line, Duration.ofSeconds(90), Duration.ofSeconds(60), Optional.of(wanted));
  }

  /**
   * Runs a shell line.
   *
   * @param timeout for the command
   * @param ttl for the node to take it
   * @param prints what every run prints
   */
  public Submitted submit(
      String target, String line, Duration timeout, Duration ttl, Optional<String> prints) {
    JsonNode job = client.post("/api/v1/jobs", request(target, line, timeout, ttl));
    return submitted(job, prints);
  }

  /** Takes a job that the test submitted by itself into the checks. */
  public Submitted submitted(JsonNode job, Optional<String> prints) {
    Submitted submitted = new Submitted(job.path("id").asText(), prints);
    jobs.add(submitted);
    return submitted;
  }

  /** The body of a submit; the line is preceded by one that notes its start. */
  public ObjectNode request(String target, String line, Duration timeout, Duration ttl) {
    ObjectNode body = ClusterClient.JSON.createObjectNode();
    body.put("requestId", UUID.randomUUID().toString());
    body.put("target", target);
    body.putObject("shell")
        .put("line", "echo \"$MUSTER_RUN $MUSTER_NODE_ID\" >>" + files.starts() + "; " + line);
    body.put("timeout", timeout.toSeconds() + "s");
    body.put("ttl", ttl.toSeconds() + "s");
    return body;
  }

  public JsonNode job(Submitted job) {
    return client.get("/api/v1/jobs/" + job.id());
  }

  /** All tasks, in the order of their nodes' ids. */
  public List<JsonNode> tasks(Submitted job) {
    List<JsonNode> tasks = new ArrayList<>();
    client
        .get("/api/v1/jobs/" + job.id() + "/tasks?pageSize=10000")
        .path("tasks")
        .forEach(tasks::add);
    return tasks;
  }

  /** Waits until so many tasks of the job are in one of the states. */
  public void awaitTasks(Submitted job, int count, Duration limit, String... states) {
    Await.until(
        count + " tasks of job " + job.id() + " are " + String.join("/", states),
        limit,
        () ->
            tasks(job).stream()
                    .filter(task -> List.of(states).contains(task.path("state").asText()))
                    .count()
                >= count);
  }

  /** Waits until the job has ended and gives it back. */
  public JsonNode awaitJobEnd(Submitted job, Duration limit) {
    JsonNode[] last = new JsonNode[1];
    Await.until(
        "job " + job.id() + " has ended",
        limit,
        () -> {
          last[0] = job(job);
          return Set.of("succeeded", "failed", "cancelled")
              .contains(last[0].path("state").asText());
        });
    return last[0];
  }

  /** Follows a job from its first event, first on this server. */
  public Watcher watch(Submitted job, int server) {
    Watcher watcher = new Watcher(client, job.id(), server);
    watchers.add(watcher);
    return watcher;
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

  public int serverPort(int server) {
    return files.servers.get(server).api();
  }

  public int natsPort() {
    return files.natsPort;
  }

  /** The folder of secrets. */
  public Path trust() {
    return files.root.resolve("trust");
  }

  /** ERROR lines in which this is found are no failure of the test that runs now. */
  public void expectError(String regex) {
    expectedErrors.add(Pattern.compile(regex));
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

  // ---- the life of the cluster -----------------------------------------------------------------

  @Override
  public void beforeAll(ExtensionContext context) {
    String name = context.getRequiredTestClass().getSimpleName();
    Path root = TARGET.resolve("cluster").resolve(name + "-" + ProcessHandle.current().pid());
    NatsProgram program = NatsProgram.require(System.err::println);
    files = new ClusterFiles(root, plan.servers, program);
    janitor = new Janitor(root.resolve("processes"));
    logs = new Logs(files.logs());
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
    try {
      startAll();
    } catch (RuntimeException | AssertionError e) {
      keep(name + ".start");
      end();
      throw e;
    }
  }

  private void startAll() {
    startPostgres();
    startNats();
    List<String> urls = IntStream.range(0, plan.servers).mapToObj(files::serverUrl).toList();
    client = new ClusterClient(tls(), urls, files.adminToken());
    for (int i = 0; i < plan.servers; i++) {
      List<String> command = Jvms.server(files.server(i, plan.serverKeys));
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
    agents.forEach(ClusterProcess::start);
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
    List<String> command = Jvms.agent(files.agent(id, joinToken(1), all));
    agents.add(process(id, command));
    return agents.size() - 1;
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

  /** Everything runs, whatever the test before left. */
  @Override
  public void beforeEach(ExtensionContext context) {
    heal();
    jobs.clear();
    expectedErrors.clear();
    logs.mark();
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

  @Override
  public void afterEach(ExtensionContext context) {
    String test = context.getRequiredTestClass().getSimpleName() + "." + context.getDisplayName();
    if (context.getExecutionException().isPresent()) {
      keep(test);
    } else {
      try {
        assertInvariants();
      } catch (RuntimeException | AssertionError e) {
        keep(test);
        throw e;
      }
    }
    watchers.forEach(Watcher::close);
    watchers.clear();
  }

  /** Fails with everything that does not hold. */
  public void assertInvariants() {
    heal();
    jobs.forEach(job -> awaitJobEnd(job, Duration.ofSeconds(120)));
    List<String> broken = new Invariants(rows, client, files.starts()).broken(jobs);
    for (Watcher watcher : watchers) {
      broken.addAll(watcher.faults());
    }
    if (emulator != null) {
      emulator.starts().twice().forEach(one -> broken.add(one + " was started twice"));
    }
    logs.unexpected(expectedErrors).forEach(line -> broken.add("unexpected: " + line));
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n", broken));
    }
  }

  private void keep(String test) {
    Evidence.keep(files, rows, TARGET.resolve("failed").resolve(test.replaceAll("[^\\w.-]", "_")));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end();
  }

  private void end() {
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
