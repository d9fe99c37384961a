package io.muster.server.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import com.hazelcast.config.NetworkConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.trust.TrustFolder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** Makes this process a member. */
public final class Cluster {
  private static final String NAME = "muster";

  private Cluster() {}

  /** The clustered Vert.x of this node, and who its members are. */
  public record Member(Vertx vertx, HazelcastClusterManager manager) {}

  /** Joins the cluster; blocks until it has. */
  public static Member join(ClusterConfig config, TrustFolder trust, MeterRegistry meters) {
    HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast(config));
    VertxOptions options =
        new VertxOptions()
            .setEventBusOptions(bus(config, trust))
            .setMetricsOptions(measured())
            .setPreferNativeTransport(false);
    Vertx vertx =
        Vertx.builder()
            .with(options)
            .withMetrics(new MicrometerMetricsFactory(meters))
            .withClusterManager(manager)
            .buildClustered()
            .toCompletionStage()
            .toCompletableFuture()
            .join();
    return new Member(vertx, manager);
  }

  /** The bus and the pools; every face measures its own calls. */
  private static MicrometerMetricsOptions measured() {
    return new MicrometerMetricsOptions()
        .setEnabled(true)
        .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
        .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT)
        .addDisabledMetricsCategory(MetricsDomain.NET_SERVER)
        .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT);
  }

  private static EventBusOptions bus(ClusterConfig config, TrustFolder trust) {
    return new EventBusOptions()
        .setHost(config.host())
        .setPort(config.busPort())
        .setClusterPublicHost(config.host())
        .setClusterPublicPort(config.busPort())
        .setSsl(true)
        .setClientAuth(ClientAuth.REQUIRED)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .addCertPath(trust.busCertificate().toString())
                .addKeyPath(trust.busKey().toString()))
        .setTrustOptions(new PemTrustOptions().addCertPath(trust.busCaCertificate().toString()));
  }

  private static Config hazelcast(ClusterConfig config) {
    Config hazelcast = new Config(NAME).setClusterName(NAME);
    // What the cluster manager keeps in Hazelcast, as its own default file has it: one copy beside
    // the owner's.
    hazelcast.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(ValueCollectionType.SET));
    hazelcast.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    hazelcast.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    hazelcast.setProperty("hazelcast.shutdownhook.enabled", "false");
    hazelcast.setProperty("hazelcast.phone.home.enabled", "false");
    hazelcast.setProperty("hazelcast.metrics.enabled", "false");
    // Hazelcast would listen on every interface otherwise, whatever the interface that it is given.
    hazelcast.setProperty("hazelcast.socket.bind.any", "false");
    hazelcast.setProperty("hazelcast.wait.seconds.before.join", "0");
    hazelcast.setProperty(
        "hazelcast.max.no.heartbeat.seconds", Long.toString(config.deadAfter().toSeconds()));
    hazelcast.setProperty("hazelcast.heartbeat.interval.seconds", "1");
    hazelcast.setProperty("hazelcast.logging.type", "slf4j");
    NetworkConfig network = hazelcast.getNetworkConfig();
    network.setPort(config.hazelcastPort()).setPortAutoIncrement(false).setReuseAddress(true);
    network.setPublicAddress(config.host() + ":" + config.hazelcastPort());
    network.getInterfaces().setEnabled(true).clear().addInterface(config.host());
    JoinConfig join = network.getJoin();
    join.getMulticastConfig().setEnabled(false);
    join.getAutoDetectionConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true).setMembers(config.members());
    return hazelcast;
  }
}
