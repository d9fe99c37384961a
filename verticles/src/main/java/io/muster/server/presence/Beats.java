package io.muster.server.presence;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.link.Link.Inbound;
import io.muster.protocol.Subjects;
import io.muster.protocol.agent.v1.Beat;
import io.muster.protocol.agent.v1.Profile;
import io.muster.store.node.Sighting;
import io.muster.store.node.StoredProfile;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * Reads heartbeats. Nothing in them is trusted: the node must be the one whose subject it came on,
 * and what PostgreSQL could not store (a zero byte, facts that are no object) or nobody should
 * (more than {@value #MAX_PROFILE} bytes of profile) is refused, so that one bad agent cannot spoil
 * the batch of the others.
 */
final class Beats {
  static final int MAX_PROFILE = 512 * 1024;
  private static final int MAX_TEXT = 200;
  private static final int MAX_ENTRIES = 256;
  private static final int MIN_INTERVAL_MS = 100;
  private static final int MAX_INTERVAL_MS = 3_600_000;

  private Beats() {}

  /** The heartbeat, or empty when it cannot be read or is not its sender's. */
  static Optional<Beat> read(Inbound message) {
    try {
      Beat beat = Beat.parseFrom(message.data());
      boolean own = beat.getNodeId().equals(Subjects.nodeOf(message.subject()));
      return own && Subjects.isNodeId(beat.getNodeId()) && storable(beat)
          ? Optional.of(beat)
          : Optional.empty();
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean storable(Beat beat) {
    return text(beat.getSession())
        && text(beat.getAgentVersion())
        && text(beat.getProfileHash())
        && (!beat.hasProfile() || storable(beat.getProfile()));
  }

  private static boolean storable(Profile profile) {
    return profile.getSerializedSize() <= MAX_PROFILE
        && text(profile.getName())
        && profile.getLabelsCount() <= MAX_ENTRIES
        && profile.getGroupsCount() <= MAX_ENTRIES
        && profile.getLabelsMap().entrySet().stream()
            .allMatch(label -> text(label.getKey()) && label.getValue().indexOf('\0') < 0)
        && profile.getGroupsList().stream().allMatch(Beats::text)
        && isObject(profile.getFactsJson());
  }

  private static boolean text(String value) {
    return value.length() <= MAX_TEXT && value.indexOf('\0') < 0;
  }

  private static boolean isObject(String json) {
    if (json.isEmpty()) {
      return true;
    }
    try {
      return !new JsonObject(json).encode().contains("\\u0000");
    } catch (DecodeException e) {
      return false;
    }
  }

  static Sighting sighting(Beat beat) {
    return new Sighting(
        beat.getNodeId(),
        beat.getSession(),
        beat.getAgentVersion(),
        Math.clamp(beat.getIntervalMs(), MIN_INTERVAL_MS, MAX_INTERVAL_MS),
        Math.max(0, beat.getRunning()));
  }

  static StoredProfile profile(Beat beat) {
    Profile profile = beat.getProfile();
    JsonObject labels = new JsonObject();
    profile.getLabelsMap().forEach(labels::put);
    JsonArray groups = new JsonArray();
    profile.getGroupsList().forEach(groups::add);
    return new StoredProfile(
        beat.getNodeId(),
        beat.getProfileHash(),
        profile.getName().isEmpty() ? beat.getNodeId() : profile.getName(),
        labels.encode(),
        groups.encode(),
        profile.getFactsJson().isEmpty() ? "{}" : profile.getFactsJson());
  }
}
