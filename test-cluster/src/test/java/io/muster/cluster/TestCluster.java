package io.muster.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
public final class TestCluster extends ClusterParts
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private final List<Submitted> jobs = new ArrayList<>();
  private final List<Watcher> watchers = new ArrayList<>();
  private final List<Pattern> expectedErrors = new ArrayList<>();
  private Logs logs;

  TestCluster(ClusterPlan plan) {
    super(plan);
  }

  public static ClusterPlan builder() {
    return new ClusterPlan();
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
    JsonNode job = client().post("/api/v1/jobs", request(target, line, timeout, ttl));
    return submitted(job, prints);
  }

  /** Takes a job that the test submitted by itself into the checks. */
  public Submitted submitted(JsonNode job, Optional<String> prints) {
    return submitted(job.path("id").asText(), prints);
  }

  /** As {@link #submitted(JsonNode, Optional)}. */
  public Submitted submitted(String jobId, Optional<String> prints) {
    Submitted submitted = new Submitted(jobId, prints);
    jobs.add(submitted);
    return submitted;
  }

  /** The body of a submit; the line is preceded by one that notes its start. */
  public ObjectNode request(String target, String line, Duration timeout, Duration ttl) {
    ObjectNode body = ClusterClient.JSON.createObjectNode();
    body.put("requestId", UUID.randomUUID().toString());
    body.put("target", target);
    body.putObject("shell")
        .put("line", "echo \"$MUSTER_RUN $MUSTER_NODE_ID\" >>" + files().starts() + "; " + line);
    body.put("timeout", timeout.toSeconds() + "s");
    body.put("ttl", ttl.toSeconds() + "s");
    return body;
  }

  public JsonNode job(Submitted job) {
    return client().get("/api/v1/jobs/" + job.id());
  }

  /** All tasks, in the order of their nodes' ids. */
  public List<JsonNode> tasks(Submitted job) {
    List<JsonNode> tasks = new ArrayList<>();
    client()
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
    Watcher watcher = new Watcher(client(), job.id(), server);
    watchers.add(watcher);
    return watcher;
  }

  /**
   * SIGKILL. The other nodes' connections to it are reset, and Vert.x and Hazelcast log that as an
   * error, Vert.x also as an unhandled one.
   */
  @Override
  public void killServer(int server) {
    expectError("[Hh]azelcast|Connection reset|Broken pipe|ContextImpl - Unhandled");
    super.killServer(server);
  }

  /** ERROR lines in which this is found are no failure of the test that runs now. */
  public void expectError(String regex) {
    expectedErrors.add(Pattern.compile(regex));
  }

  // ---- the life of the cluster -----------------------------------------------------------------

  @Override
  public void beforeAll(ExtensionContext context) {
    String name = context.getRequiredTestClass().getSimpleName();
    Path root = TARGET.resolve("cluster").resolve(name + "-" + ProcessHandle.current().pid());
    lay(root);
    logs = new Logs(files().logs());
    try {
      startAll();
    } catch (RuntimeException | AssertionError e) {
      keep(name + ".start");
      end();
      throw e;
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
    List<String> broken = new Invariants(rows(), client(), files().starts()).broken(jobs);
    for (Watcher watcher : watchers) {
      broken.addAll(watcher.faults());
    }
    if (emulator() != null) {
      emulator().starts().twice().forEach(one -> broken.add(one + " was started twice"));
    }
    logs.unexpected(expectedErrors).forEach(line -> broken.add("unexpected: " + line));
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n", broken));
    }
  }

  private void keep(String test) {
    Evidence.keep(
        files(), rows(), TARGET.resolve("failed").resolve(test.replaceAll("[^\\w.-]", "_")));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end();
  }
}
