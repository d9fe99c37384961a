package io.muster.agent.core;

import com.google.protobuf.ByteString;
import io.muster.link.Link;
import io.muster.link.LinkException;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Profile;
import io.muster.protocol.agent.v1.Vitals;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Signs of life: at once after a connect, then every interval give or take a fifth. */
final class Heart {
  private final AgentScope scope;
  private final Link link;
  private final Supplier<Profile> profile;
  private final Supplier<Optional<Vitals>> vitals;
  private final IntSupplier running;
  private final Configs configs;
  private final String session;
  private volatile String lastHash = "";
  private volatile boolean full = true;
  private volatile boolean stopped;
  private final AtomicInteger arming = new AtomicInteger();

  Heart(
      AgentScope scope,
      Link link,
      String session,
      Supplier<Profile> profile,
      Supplier<Optional<Vitals>> vitals,
      IntSupplier running,
      Configs configs) {
    this.configs = configs;
    this.scope = scope;
    this.link = link;
    this.session = session;
    this.profile = profile;
    this.vitals = vitals;
    this.running = running;
  }

  void start() {
    arm();
  }

  /** Beats now, and from now on at the present interval. */
  void reconfigured() {
    if (!stopped) {
      beat(false);
      arm();
    }
  }

  private void arm() {
    int mine = arming.incrementAndGet();
    long millis = scope.options().heartbeat().toMillis();
    long jittered = ThreadLocalRandom.current().nextLong(millis * 8 / 10, millis * 12 / 10 + 1);
    scope
        .workers()
        .after(
            Duration.ofMillis(jittered),
            () -> {
              if (!stopped && mine == arming.get()) {
                beat(false);
                arm();
              }
            });
  }

  /** Sends the whole profile with the next beat, which is now. */
  void beatFully() {
    full = true;
    beat(false);
  }

  void beat(boolean leaving) {
    if (!link.connected()) {
      full = true;
      return;
    }
    Profile now = profile.get();
    String hash = hash(now);
    Beat.Builder beat =
        Beat.newBuilder()
            .setNodeId(scope.options().nodeId())
            .setSession(session)
            .setAgentVersion(scope.options().version())
            .setAtMs(scope.clock().millis())
            .setRunning(running.getAsInt())
            .setProfileHash(hash)
            .setIntervalMs((int) scope.options().heartbeat().toMillis())
            .setLeaving(leaving)
            .addAllConfigs(configs.running());
    vitals.get().ifPresent(beat::setVitals);
    if (full || !hash.equals(lastHash)) {
      beat.setProfile(now);
    }
    try {
      link.publish(Subjects.beat(scope.options().nodeId()), beat.build().toByteArray());
      full = false;
      lastHash = hash;
    } catch (LinkException e) {
      full = true;
    }
  }

  void stop() {
    stopped = true;
    beat(true);
  }

  private static String hash(Profile profile) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(profile.getNameBytes().toByteArray());
      digest.update(
          new TreeMap<>(profile.getLabelsMap()).toString().getBytes(StandardCharsets.UTF_8));
      digest.update(
          String.join("\n", profile.getGroupsList().stream().sorted().toList())
              .getBytes(StandardCharsets.UTF_8));
      ByteString facts = profile.getFactsJsonBytes();
      digest.update(facts.asReadOnlyByteBuffer());
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
