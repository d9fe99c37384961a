package io.muster.cluster.emulator;

import io.muster.agent.core.AgentCore;
import io.muster.agent.core.AgentOptions;
import io.muster.agent.core.Configs;
import io.muster.agent.core.Verifier;
import io.muster.agent.core.Workers;
import io.muster.agent.ledger.IndexedLedger;
import io.muster.agent.ledger.LedgerLimits;
import io.muster.cluster.api.Rest;
import io.muster.protocol.agent.v1.Profile;
import io.muster.trust.SignatureVerifier;
import io.muster.trust.TrustFolder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Many agents in this process. They are enrolled through the API, hear their own subjects, verify
 * signatures, keep a ledger (in memory) and send replies with the code of a real agent; only what
 * they run is pretended. They share one timer, one verifier and virtual threads.
 */
public final class Emulator implements AutoCloseable {
  private static final LedgerLimits LIMITS =
      new LedgerLimits(1L << 20, 1L << 18, 10_000, Duration.ofMinutes(2));
  private static final Duration CATCH_UP = Duration.ofMinutes(5);
  private static final Duration STOP_GRACE = Duration.ofSeconds(2);
  private static final long POLL_MS = 100;

  private final EmulatorOptions options;
  private final Rest rest;
  private final List<String> nodeIds;
  private final Starts starts = new Starts();
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("emulator-timer").factory());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AgentCore> agents = new ArrayList<>();
  private Links links;
  private volatile CannedWork work;

  private Emulator(EmulatorOptions options, Rest rest) {
    this.options = options;
    this.rest = rest;
    this.work = options.work();
    this.nodeIds = IntStream.range(0, options.count()).mapToObj(options::nodeId).toList();
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setRemoveOnCancelPolicy(true);
  }

  /**
   * Enrols those that have no identity yet and starts all; they connect in the background.
   *
   * @throws io.muster.cluster.api.RestException when the control plane does not enrol them
   */
  public static Emulator start(EmulatorOptions options) {
    TrustFolder trust = new TrustFolder(options.trust());
    try {
      String caPem = trust.caPem();
      String token = Files.readString(trust.adminToken()).strip();
      Emulator emulator = new Emulator(options, new Rest(options.server(), caPem, token));
      try {
        emulator.begin(caPem);
      } catch (RuntimeException e) {
        emulator.close();
        throw e;
      }
      return emulator;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void begin(String caPem) {
    Enroller enroller = new Enroller(rest);
    Roster roster = Roster.open(options.identities().orElse(null), caPem);
    List<Member> members = enroller.members(nodeIds, roster);
    roster.save(caPem);
    SignatureVerifier signatures = new SignatureVerifier(enroller.signingKeys());
    List<String> urls = options.natsUrls().isEmpty() ? enroller.natsUrls() : options.natsUrls();
    links =
        options.connections() == 0
            ? Links.own(urls, caPem, members, enroller, timer)
            : Links.shared(urls, caPem, options.trust(), members, options.connections());
    Workers workers = new Workers(threads, timer);
    CannedExecutor executor = new CannedExecutor(() -> work, starts);
    for (int i = 0; i < members.size(); i++) {
      agents.add(agent(i, verifier(signatures), workers, executor));
    }
    agents.forEach(AgentCore::start);
  }

  private AgentCore agent(int index, Verifier verifier, Workers workers, CannedExecutor executor) {
    String id = nodeIds.get(index);
    Profile profile =
        Profile.newBuilder()
            .setName(id)
            .putAllLabels(options.labels())
            .setFactsJson("{\"emulated\":true}")
            .build();
    AgentOptions settings =
        new AgentOptions(
            id,
            "emulated",
            options.heartbeat(),
            CATCH_UP,
            CATCH_UP,
            options.parallel(),
            1000,
            STOP_GRACE);
    return new AgentCore(
        settings,
        links.of(index),
        verifier,
        IndexedLedger.inMemory(LIMITS, InstantSource.system()),
        List.of(executor),
        () -> profile,
        new EmulatedVitals(index),
        Configs.NONE,
        workers,
        InstantSource.system());
  }

  private static Verifier verifier(SignatureVerifier signatures) {
    return (signed, kind) -> {
      try {
        signatures.verify(signed, kind);
        return null;
      } catch (SignatureVerifier.Forged e) {
        return e.getMessage();
      }
    };
  }

  public List<String> nodeIds() {
    return nodeIds;
  }

  /** Which attempts were started, and how often. */
  public Starts starts() {
    return starts;
  }

  /** From now on every run does this. */
  public void work(CannedWork canned) {
    work = canned;
  }

  /**
   * Waits until the control plane holds every agent for online.
   *
   * @throws IllegalStateException when some are not after that time
   */
  public void awaitOnline(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    int missing;
    do {
      missing = options.count() - online();
      if (missing == 0) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } while (System.nanoTime() < end);
    throw new IllegalStateException(missing + " agents are not online after " + limit);
  }

  /** How many of these agents the control plane holds for online. */
  public int online() {
    JsonObject plan =
        rest.post(
            "/api/v1/jobs/plan",
            new JsonObject()
                .put("target", target())
                .put("shell", new JsonObject().put("line", "true")));
    Set<Object> off = new HashSet<>();
    plan.getJsonArray("offlineNodeIds", new JsonArray()).forEach(off::add);
    Set<String> ours = new HashSet<>(nodeIds);
    return (int)
        plan.getJsonArray("nodeIds", new JsonArray()).stream()
            .filter(id -> ours.contains(id) && !off.contains(id))
            .count();
  }

  /** A target that picks exactly the agents with this emulator's prefix. */
  public String target() {
    return "id.startsWith(\"" + options.prefix() + "\")";
  }

  /** Stops all agents in an orderly way and closes their connections. */
  @Override
  public void close() {
    CompletableFuture<?>[] stops =
        agents.stream().map(AgentCore::stop).toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(stops)
        .completeOnTimeout(null, STOP_GRACE.toSeconds() + 5, TimeUnit.SECONDS)
        .exceptionally(error -> null)
        .join();
    if (links != null) {
      links.close();
    }
    timer.shutdownNow();
    threads.shutdownNow();
  }
}
