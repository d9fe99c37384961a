package io.muster.server;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.muster.link.JetStreamContent;
import io.muster.link.JetStreamReplyQueue;
import io.muster.link.JetStreams;
import io.muster.link.LinkCredentials;
import io.muster.link.LinkOptions;
import io.muster.link.NatsLink;
import io.muster.link.identity.Bootstrap;
import io.muster.server.cluster.BusProof;
import io.muster.server.cluster.Cluster;
import io.muster.store.Database;
import io.muster.store.Migrations;
import io.muster.trust.Tls;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One control-plane node: secrets, schema, NATS, cluster, bus, then its verticles. Nothing is
 * served before the event bus is proven to every member.
 */
final class ServerNode {
  private static final Logger LOG = LoggerFactory.getLogger(ServerNode.class);
  private static final Duration BUS_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final Parts parts;
  private final Readiness readiness;

  private ServerNode(Parts parts, Readiness readiness) {
    this.parts = parts;
    this.readiness = readiness;
  }

  /** Blocks until the node serves. */
  static ServerNode start(ServerConfig config) throws IOException {
    Instant started = Instant.now();
    Bootstrap secrets = Secrets.read(config);
    int migrated = Migrations.run(config.postgres());
    LOG.info("schema is up to date, {} migrations ran", migrated);
    PrometheusMeterRegistry meters = meters();
    var authority = secrets.nats();
    NatsLink link = link(config, secrets, "", authority::controlPlane);
    NatsLink system = link(config, secrets, " system", authority::system);
    NatsLink blobLink = link(config, secrets, " blob", authority::controlPlane);
    NatsLink contentLink = link(config, secrets, " content", authority::content);
    NatsLink eventLink = link(config, secrets, " events", authority::content);
    JetStreams streams = new JetStreams(link, config.nats().streams());
    JetStreamReplyQueue replies =
        JetStreamReplyQueue.open(link, streams, 2 * config.connector().batch());
    Cluster.Member member = Cluster.join(config.cluster(), secrets.folder(), meters);
    await(new BusProof(member.vertx(), member.manager()).run(BUS_LIMIT).toCompletionStage());
    Database database = Database.open(member.vertx(), config.postgres());
    Readiness readiness =
        new Readiness(
            member.vertx(),
            database,
            link,
            replies::ready,
            Clock.systemUTC(),
            config.tasks().maxSkew());
    Parts parts =
        new Parts(
            config,
            secrets,
            member.vertx(),
            database,
            link,
            system,
            blobLink,
            contentLink,
            eventLink,
            new JetStreamContent(contentLink, config.nats().replicas()),
            streams,
            replies,
            meters,
            Clock.systemUTC(),
            started);
    deploy(parts, readiness);
    LOG.info(
        "{} serves on {}:{}", config.member(), config.gateway().host(), config.gateway().port());
    return new ServerNode(parts, readiness);
  }

  private static void deploy(Parts parts, Readiness readiness) {
    Deployments deployments = new Deployments(parts, readiness);
    List<String> deployed = new ArrayList<>();
    for (Role role : Role.values()) {
      if (parts.config().runs(role)) {
        Deployments.Plan plan = deployments.of(role);
        DeploymentOptions options =
            new DeploymentOptions()
                .setThreadingModel(
                    plan.blocking() ? ThreadingModel.VIRTUAL_THREAD : ThreadingModel.EVENT_LOOP)
                .setInstances(plan.instances());
        await(parts.vertx().deployVerticle(plan.verticle(), options).toCompletionStage());
        deployed.add(role.label());
      }
    }
    readiness.deployed(deployed);
  }

  private static PrometheusMeterRegistry meters() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    try (JvmGcMetrics gc = new JvmGcMetrics()) {
      gc.bindTo(meters);
    }
    return meters;
  }

  private static NatsLink link(
      ServerConfig config,
      Bootstrap secrets,
      String purpose,
      Function<String, LinkCredentials> credentials) {
    String name = "muster " + config.member() + purpose;
    String inbox = "_INBOX." + UUID.randomUUID() + ".";
    return NatsLink.open(
        LinkOptions.of(name, config.nats().urls(), inbox)
            .withTls(() -> tls(secrets))
            .withCredentials(credentials.apply(name)));
  }

  private static SSLContext tls(Bootstrap secrets) {
    try {
      return Tls.trustingNamed(secrets.folder().caPem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** Ends in an orderly way: no more calls, verticles, then what they stand on. */
  void stop() {
    readiness.stopping();
    try {
      Vertx vertx = parts.vertx();
      // Verticles first: closing Vert.x at once would take the pool away under loops that still
      // run.
      Future.join(vertx.deploymentIDs().stream().map(vertx::undeploy).toList())
          .otherwiseEmpty()
          .compose(undeployed -> vertx.close())
          .toCompletionStage()
          .toCompletableFuture()
          .get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      LOG.warn("the verticles did not all stop in time: {}", e.toString());
    }
    parts.replies().close();
    parts.link().close();
    parts.system().close();
    parts.blobLink().close();
    parts.contentLink().close();
    parts.eventLink().close();
    LOG.info("stopped");
  }
}
