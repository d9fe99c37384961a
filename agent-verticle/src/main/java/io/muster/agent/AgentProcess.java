package io.muster.agent;

import io.muster.agent.blob.Blobs;
import io.muster.agent.core.AgentCore;
import io.muster.agent.core.Workers;
import io.muster.agent.facts.Facts;
import io.muster.agent.facts.ProfileSource;
import io.muster.agent.identity.Enrolment;
import io.muster.agent.identity.EnrolmentException;
import io.muster.agent.identity.Identity;
import io.muster.agent.identity.IdentityFolder;
import io.muster.agent.identity.Keeper;
import io.muster.agent.ledger.IndexedLedger;
import io.muster.agent.ledger.Ledger;
import io.muster.link.LinkCredentials;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.identity.NodeKey;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Signed;
import io.muster.runtime.config.ConfigException;
import io.muster.trust.SecretFiles;
import io.muster.trust.SignatureVerifier;
import io.muster.trust.Tls;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agent with everything around it, from settings to a clean stop. */
final class AgentProcess {
  private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);
  private static final Duration MAX_JOIN_PAUSE = Duration.ofSeconds(30);

  private final AgentConfig config;
  private final Vertx vertx;
  private final Ledger ledger;
  private final NatsLink link;
  private final ScheduledThreadPoolExecutor timer;

  private AgentProcess(
      AgentConfig config,
      Vertx vertx,
      Ledger ledger,
      NatsLink link,
      ScheduledThreadPoolExecutor timer) {
    this.config = config;
    this.vertx = vertx;
    this.ledger = ledger;
    this.link = link;
    this.timer = timer;
  }

  /** Joins if need be, then runs; returns when the agent is deployed, connected or not. */
  static AgentProcess start(AgentConfig config) throws IOException, EnrolmentException {
    InstantSource clock = InstantSource.system();
    SecretFiles.folder(config.data());
    Ledger ledger =
        IndexedLedger.open(config.data().resolve("ledger"), config.ledgerLimits(), clock);
    IdentityFolder folder = new IdentityFolder(config.data().resolve("identity"));
    NodeKey key = folder.key();
    Enrolment enrolment = new Enrolment(key, clock);
    Facts facts = new Facts(version(), System.getenv());
    Identity identity = identity(config, folder, enrolment, facts.hostname());
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("agent-timer").factory());
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    SignatureVerifier verifier = new SignatureVerifier(identity.signingKeys());
    Keeper keeper = new Keeper(folder, identity, enrolment, verifier, timer, clock);
    NatsLink link = NatsLink.open(options(config, keeper, key));
    keeper.watch(link);
    ProfileSource profile =
        new ProfileSource(
            facts,
            config.node().name(),
            config.node().labels(),
            config.node().groups(),
            System.getenv());
    Blobs blobs =
        new Blobs(
            config.data().resolve("files/cache"),
            () -> config.files().cacheBytes().bytes(),
            config.files().parallel(),
            link,
            identity.nodeId(),
            clock);
    AgentCore core =
        new AgentCore(
            config.options(identity.nodeId(), version()),
            link,
            (signed, kind) -> objection(verifier, signed, kind),
            ledger,
            Plugins.load(new Plugins.AgentHost(config, blobs, profile, Map::of), config),
            profile,
            new Workers(Executors.newVirtualThreadPerTaskExecutor(), timer),
            clock);
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2));
    vertx
        .deployVerticle(
            new AgentVerticle(core),
            new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    refresh(config, profile, core, timer);
    LOG.info("agent {} of version {} runs", identity.nodeId(), version());
    return new AgentProcess(config, vertx, ledger, link, timer);
  }

  private static Identity identity(
      AgentConfig config, IdentityFolder folder, Enrolment enrolment, String hostname)
      throws IOException, EnrolmentException {
    Optional<Identity> known = folder.load();
    if (known.isPresent()) {
      return known.get();
    }
    String server =
        config
            .join()
            .server()
            .orElseThrow(() -> new ConfigException(missing("join.server", "--server", config)));
    String token =
        config
            .joinToken()
            .orElseThrow(() -> new ConfigException(missing("join.token", "--join", config)));
    Identity identity = join(config, enrolment, server, token, hostname);
    folder.save(identity);
    LOG.info("joined as node {}", identity.nodeId());
    return identity;
  }

  private static String missing(String key, String flag, AgentConfig config) {
    return key
        + " is required and missing, because "
        + config.data().resolve("identity")
        + " holds no identity yet; set it in the file, or give "
        + flag;
  }

  /** Tries until the control plane says yes or no; what cannot be reached is tried again. */
  private static Identity join(
      AgentConfig config, Enrolment enrolment, String server, String token, String hostname)
      throws EnrolmentException {
    String name = config.node().name().orElse(hostname);
    for (int failures = 0; ; failures++) {
      try {
        return enrolment.enrol(server, token, config.node().id(), name);
      } catch (EnrolmentException e) {
        if (e.refused()) {
          throw e;
        }
        if (failures == 0) {
          LOG.warn("cannot join now, tries again: {}", e.getMessage());
        }
        long most = Math.min(MAX_JOIN_PAUSE.toMillis(), 500L << Math.min(failures, 10));
        pause(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
      }
    }
  }

  private static void pause(long millis) throws EnrolmentException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while joining", e);
    }
  }

  private static LinkOptions options(AgentConfig config, Keeper keeper, NodeKey key) {
    Identity identity = keeper.identity();
    String ca = identity.caPem();
    SSLContext[] context = new SSLContext[1];
    AgentConfig.LinkConfig link = config.link();
    return new LinkOptions(
        identity.natsUrls(),
        () -> context[0] == null ? context[0] = Tls.trustingNamed(ca) : context[0],
        new LinkCredentials(() -> keeper.identity().jwt(), key.seed()),
        Subjects.inboxPrefix(identity.nodeId()),
        identity.nodeId(),
        link.connectTimeout(),
        link.retryBase(),
        link.retryCap(),
        link.pingInterval(),
        link.storeTimeout());
  }

  private static String objection(SignatureVerifier verifier, Signed signed, String kind) {
    try {
      verifier.verify(signed, kind);
      return null;
    } catch (SignatureVerifier.Forged e) {
      return e.getMessage();
    }
  }

  private static void refresh(
      AgentConfig config,
      ProfileSource profile,
      AgentCore core,
      ScheduledThreadPoolExecutor timer) {
    long millis = config.facts().refresh().toMillis();
    timer.scheduleWithFixedDelay(
        () ->
            Thread.ofVirtual()
                .start(
                    () -> {
                      if (profile.refresh()) {
                        core.profileChanged();
                      }
                    }),
        0,
        millis,
        TimeUnit.MILLISECONDS);
  }

  private static String version() {
    String version = AgentProcess.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Stops cleanly; takes at most the grace and a few seconds. */
  void stop() {
    LOG.info("the agent stops");
    long most = config.stop().grace().plus(config.shell().grace()).toMillis() + 5_000;
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(most, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.warn("the agent did not stop cleanly in {} ms: {}", most, e.toString());
    }
    timer.shutdownNow();
    link.close();
    ledger.close();
  }
}
