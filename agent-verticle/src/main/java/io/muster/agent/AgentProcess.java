package io.muster.agent;

import io.muster.agent.blob.Blobs;
import io.muster.agent.core.AgentCore;
import io.muster.agent.core.Workers;
import io.muster.agent.facts.Facts;
import io.muster.agent.facts.ProfileSource;
import io.muster.agent.facts.VitalsSource;
import io.muster.agent.identity.Enrolment;
import io.muster.agent.identity.EnrolmentException;
import io.muster.agent.identity.Identity;
import io.muster.agent.identity.IdentityFolder;
import io.muster.agent.identity.Keeper;
import io.muster.agent.ledger.IndexedLedger;
import io.muster.agent.ledger.Ledger;
import io.muster.agent.live.NodeConfigStore;
import io.muster.link.LinkCredentials;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.identity.NodeKey;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Signed;
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
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agent with everything around it, from settings to a clean stop. */
final class AgentProcess {
  private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

  private final LiveSettings settings;
  private final Vertx vertx;
  private final Ledger ledger;
  private final NatsLink link;
  private final ScheduledThreadPoolExecutor timer;

  private AgentProcess(
      LiveSettings settings,
      Vertx vertx,
      Ledger ledger,
      NatsLink link,
      ScheduledThreadPoolExecutor timer) {
    this.settings = settings;
    this.vertx = vertx;
    this.ledger = ledger;
    this.link = link;
    this.timer = timer;
  }

  /** Joins if need be, then runs; returns when the agent is deployed, connected or not. */
  static AgentProcess start(LiveSettings settings) throws IOException, EnrolmentException {
    InstantSource clock = InstantSource.system();
    SecretFiles.folder(settings.present().data());
    NodeConfigStore store = NodeConfigStore.open(settings.present().data().resolve("config"));
    store.serve(settings, settings.begin(store.ownDocument()));
    AgentConfig config = settings.present();
    AgentLogging.set(config.log());
    Ledger ledger =
        IndexedLedger.open(config.data().resolve("ledger"), config.ledgerLimits(), clock);
    IdentityFolder folder = new IdentityFolder(config.data().resolve("identity"));
    NodeKey key = folder.key();
    Enrolment enrolment = new Enrolment(key, clock);
    Facts facts = new Facts(version(), System.getenv());
    Identity identity = Joining.identity(config, folder, enrolment, facts.hostname());
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
            () -> settings.present().files().cacheBytes().bytes(),
            config.files().parallel(),
            link,
            identity.nodeId(),
            clock);
    AtomicReference<AgentCore> self = new AtomicReference<>();
    Plugins.AgentHost host = new Plugins.AgentHost(settings, blobs, profile, store);
    AgentCore core =
        new AgentCore(
            config.options(identity.nodeId(), version()),
            link,
            (signed, kind) -> objection(verifier, signed, kind),
            ledger,
            Plugins.load(host, () -> self.get().fetchConfig()),
            profile,
            new VitalsSource(),
            store,
            new Workers(Executors.newVirtualThreadPerTaskExecutor(), timer),
            clock);
    self.set(core);
    settings.onChange(changed -> apply(changed, identity.nodeId(), ledger, profile, core));
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
    refresh(settings, profile, core, timer, Duration.ZERO);
    LOG.info("agent {} of version {} runs", identity.nodeId(), version());
    return new AgentProcess(settings, vertx, ledger, link, timer);
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

  private static void apply(
      AgentConfig changed, String nodeId, Ledger ledger, ProfileSource profile, AgentCore core) {
    AgentLogging.set(changed.log());
    ledger.limit(changed.ledgerLimits());
    core.reconfigure(changed.options(nodeId, version()));
    AgentConfig.Node node = changed.node();
    if (profile.use(node.name(), node.labels(), node.groups())) {
      core.profileChanged();
    }
  }

  /** Looks at the machine again, now and then. */
  private static void refresh(
      LiveSettings settings,
      ProfileSource profile,
      AgentCore core,
      ScheduledThreadPoolExecutor timer,
      Duration delay) {
    Runnable look =
        () -> {
          if (profile.refresh()) {
            core.profileChanged();
          }
          refresh(settings, profile, core, timer, settings.present().facts().refresh());
        };
    try {
      timer.schedule(() -> Thread.ofVirtual().start(look), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The agent stops.
    }
  }

  private static String version() {
    String version = AgentProcess.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Stops cleanly; takes at most the grace and a few seconds. */
  void stop() {
    LOG.info("the agent stops");
    AgentConfig config = settings.present();
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
