package io.muster.agent.identity;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.link.Link;
import io.muster.link.NatsLink;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Credentials;
import io.muster.protocol.agent.v1.NodeRequest;
import io.muster.protocol.agent.v1.NodeResponse;
import io.muster.protocol.agent.v1.Renew;
import io.muster.trust.SignatureVerifier;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the credentials fresh: over NATS once half of their life is over, over HTTPS when NATS
 * refuses them. A node that was removed is told so once and asks again slowly.
 */
public final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration ASK = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofSeconds(15);
  private static final Duration LONG = Duration.ofMinutes(5);

  private final IdentityFolder folder;
  private final Enrolment enrolment;
  private final SignatureVerifier verifier;
  private final ScheduledExecutorService timer;
  private final InstantSource clock;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile Identity identity;
  private volatile Instant notBefore = Instant.MIN;
  private volatile boolean told;

  public Keeper(
      IdentityFolder folder,
      Identity identity,
      Enrolment enrolment,
      SignatureVerifier verifier,
      ScheduledExecutorService timer,
      InstantSource clock) {
    this.folder = folder;
    this.identity = identity;
    this.enrolment = enrolment;
    this.verifier = verifier;
    this.timer = timer;
    this.clock = clock;
  }

  public Identity identity() {
    return identity;
  }

  /** Watches over the credentials of a link from now on. */
  public void watch(NatsLink link) {
    schedule(link, untilHalfLife());
    link.onChange(
        change -> {
          if (change == Link.Change.REFUSED) {
            Thread.ofVirtual().start(() -> refused(link));
          }
        });
  }

  private Duration untilHalfLife() {
    Duration left = Duration.between(clock.instant(), identity.halfLife());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private void schedule(NatsLink link, Duration delay) {
    long spread = ThreadLocalRandom.current().nextLong(1 + delay.toMillis() / 20);
    timer.schedule(
        () -> Thread.ofVirtual().start(() -> renewInTime(link)),
        delay.toMillis() + spread,
        TimeUnit.MILLISECONDS);
  }

  private void renewInTime(NatsLink link) {
    Duration next = SHORT;
    try {
      if (link.connected() && clock.instant().isAfter(identity.halfLife())) {
        byte[] request =
            NodeRequest.newBuilder()
                .setNodeId(identity.nodeId())
                .setRenew(Renew.getDefaultInstance())
                .build()
                .toByteArray();
        byte[] answer = link.request(Subjects.catchup(identity.nodeId()), request, ASK).get();
        take(NodeResponse.parseFrom(answer));
        link.reconnect();
        next = untilHalfLife();
      }
    } catch (ExecutionException | InvalidProtocolBufferException e) {
      LOG.debug("credentials were not renewed over NATS", e);
    } catch (IOException e) {
      LOG.error("renewed credentials cannot be written to {}: {}", folder.path(), e.toString());
    } catch (InterruptedException e) {
      return;
    } finally {
      Duration pause = next.compareTo(SHORT) < 0 ? SHORT : next;
      schedule(link, pause.compareTo(LONG) > 0 ? untilHalfLife() : pause);
    }
  }

  private void take(NodeResponse response) throws IOException {
    if (response.hasRefusal()) {
      LOG.warn("the control plane does not renew: {}", response.getRefusal().getMessage());
      return;
    }
    Credentials fresh = response.getCredentials();
    Map<String, byte[]> keys = new HashMap<>();
    fresh.getSigningKeysList().forEach(k -> keys.put(k.getId(), k.getPublicKey().toByteArray()));
    take(identity.renewed(fresh.getJwt(), Instant.ofEpochMilli(fresh.getExpiresAtMs()), keys));
  }

  private void take(Identity renewed) throws IOException {
    folder.save(renewed);
    identity = renewed;
    verifier.replaceKeys(renewed.signingKeys());
    told = false;
    LOG.info("credentials are renewed, they hold until {}", renewed.expiresAt());
  }

  private void refused(NatsLink link) {
    if (clock.instant().isBefore(notBefore) || !renewing.compareAndSet(false, true)) {
      return;
    }
    try {
      take(enrolment.renew(identity));
      link.reconnect();
      pause(SHORT);
    } catch (EnrolmentException e) {
      if (!told) {
        told = true;
        if (e.refused()) {
          LOG.error(
              "this node is not known any more ({}); to join again, stop the agent, remove {} and"
                  + " start it with a join token",
              e.getMessage(),
              folder.path());
        } else {
          LOG.warn("NATS refuses this node and it cannot be renewed now: {}", e.getMessage());
        }
      }
      pause(e.refused() ? LONG : SHORT);
    } catch (IOException e) {
      LOG.error("renewed credentials cannot be written to {}: {}", folder.path(), e.toString());
      pause(SHORT);
    } finally {
      renewing.set(false);
    }
  }

  private void pause(Duration about) {
    long millis = about.toMillis();
    notBefore =
        clock.instant().plusMillis(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
  }
}
