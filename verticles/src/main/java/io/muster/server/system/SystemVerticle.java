package io.muster.server.system;

import com.google.protobuf.Timestamp;
import io.muster.protocol.SystemApi;
import io.muster.protocol.v1.DatabaseHealth;
import io.muster.protocol.v1.Member;
import io.muster.protocol.v1.SystemStatus;
import io.muster.protocol.v1.SystemStatusRequest;
import io.muster.runtime.Bus;
import io.muster.runtime.Caller;
import io.muster.runtime.Loop;
import io.muster.store.MemberLedger;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control plane's own state.
 *
 * <ul>
 *   <li><b>Owns</b>: {@code member}.
 *   <li><b>Hears</b>: {@code muster.v1.System/Status}.
 *   <li><b>Says</b>: nothing.
 *   <li><b>Crash</b>: this node stays in the status until it is forgotten; {@code last_seen_at}
 *       tells its age.
 * </ul>
 */
public final class SystemVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(SystemVerticle.class);

  private final MemberLedger ledger;
  private final SystemConfig config;
  private final SystemSources sources;
  private Loop heartbeat;

  public SystemVerticle(MemberLedger ledger, SystemConfig config, SystemSources sources) {
    this.ledger = ledger;
    this.config = config;
    this.sources = sources;
  }

  @Override
  public Future<?> start() {
    heartbeat = Loop.start(vertx, "member heartbeat", config.heartbeat(), this::beat);
    return new Bus(vertx).serve(SystemApi.STATUS, this::status);
  }

  @Override
  public Future<?> stop() {
    heartbeat.stop();
    try {
      ledger.leave(sources.self().get().id());
    } catch (RuntimeException unreachable) {
      LOG.info("could not sign off; the others forget this node in {}", config.forgetAfter());
    }
    return Future.succeededFuture();
  }

  private boolean beat() {
    ledger.beat(sources.self().get(), config.forgetAfter());
    return false;
  }

  private SystemStatus status(SystemStatusRequest request, Caller caller) {
    SystemStatus.Builder status =
        SystemStatus.newBuilder()
            .setVersion(sources.self().get().version())
            .putAllNodes(caller.limited() ? Map.of() : ledger.nodesByStatus())
            .setPostgresVersion(ledger.postgresVersion())
            .setNatsVersion(sources.natsVersion().get())
            .setReplyLag(sources.replyLag().getAsLong())
            .setDatabase(shown(ledger.health()));
    ledger.list().forEach(member -> status.addMembers(shown(member)));
    return status.build();
  }

  private static Member shown(MemberLedger.Member member) {
    return Member.newBuilder()
        .setId(member.id())
        .setAddress(member.address())
        .setVersion(member.version())
        .addAllVerticles(member.verticles())
        .setStartedAt(timestamp(member.startedAt()))
        .setLastSeenAt(timestamp(member.lastSeen()))
        .setReady(member.ready())
        .build();
  }

  private static DatabaseHealth shown(MemberLedger.DatabaseHealth health) {
    return DatabaseHealth.newBuilder()
        .setRoundTripUs(health.roundTrip().toNanos() / 1_000)
        .setConnections(health.connections())
        .setMaxConnections(health.maxConnections())
        .setSize(health.size())
        .build();
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
