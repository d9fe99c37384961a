package io.muster.server.presence;

import io.muster.protocol.FailureCode;
import io.muster.protocol.agent.v1.Beat;
import io.muster.runtime.Failure;
import io.muster.store.node.PresenceLedger;
import io.muster.store.node.PresenceLedger.Seen;
import io.muster.store.node.Sighting;
import io.muster.store.node.StoredProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one batch of heartbeats and says what came of it. */
final class BeatWriter {
  /**
   * What a batch changed.
   *
   * @param online came online
   * @param changed online, offline, or with a new profile
   * @param ask nodes whose profile is not known here
   * @param refused profiles that PostgreSQL does not take
   */
  record Written(List<String> online, List<String> changed, List<String> ask, int refused) {}

  private static final Logger LOG = LoggerFactory.getLogger(BeatWriter.class);

  private final PresenceLedger ledger;

  BeatWriter(PresenceLedger ledger) {
    this.ledger = ledger;
  }

  /** Awaits. The same batch again changes nothing more. */
  Written write(List<Beat> beats) {
    Map<String, Beat> alive = new HashMap<>();
    List<Sighting> leaving = new ArrayList<>();
    for (Beat beat : beats) {
      if (beat.getLeaving()) {
        leaving.add(Beats.sighting(beat));
      } else {
        alive.put(beat.getNodeId(), beat);
      }
    }
    List<Sighting> changed = new ArrayList<>();
    List<StoredProfile> profiles = new ArrayList<>();
    List<String> ask = new ArrayList<>();
    for (Seen seen : alive.isEmpty() ? List.<Seen>of() : seen(alive)) {
      Beat beat = alive.get(seen.nodeId());
      if (seen.changed()) {
        changed.add(Beats.sighting(beat));
      }
      if (!seen.profileHash().equals(beat.getProfileHash())) {
        if (beat.hasProfile()) {
          profiles.add(Beats.profile(beat));
        } else {
          ask.add(seen.nodeId());
        }
      }
    }
    return written(changed, leaving, profiles, ask);
  }

  private List<Seen> seen(Map<String, Beat> alive) {
    return ledger.seen(alive.values().stream().map(Beats::sighting).toList());
  }

  private Written written(
      List<Sighting> changed,
      List<Sighting> leaving,
      List<StoredProfile> profiles,
      List<String> ask) {
    List<String> described = new ArrayList<>();
    int refused = profiles.isEmpty() ? 0 : store(profiles, described);
    List<String> online = changed.isEmpty() ? List.of() : ledger.online(changed);
    List<String> all = new ArrayList<>(described);
    all.addAll(online);
    if (!leaving.isEmpty()) {
      all.addAll(ledger.leave(leaving));
    }
    return new Written(online, all, ask, refused);
  }

  /** All at once, and one by one when something among them cannot be stored. */
  private int store(List<StoredProfile> profiles, List<String> stored) {
    try {
      stored.addAll(ledger.profiles(profiles));
      return 0;
    } catch (RuntimeException e) {
      if (retryable(e)) {
        throw e;
      }
    }
    int refused = 0;
    for (StoredProfile profile : profiles) {
      try {
        stored.addAll(ledger.profiles(List.of(profile)));
      } catch (RuntimeException e) {
        if (retryable(e)) {
          throw e;
        }
        refused++;
        LOG.debug("the profile of node {} cannot be stored", profile.nodeId(), e);
      }
    }
    return refused;
  }

  private static boolean retryable(RuntimeException e) {
    return e instanceof Failure failure
        && (failure.code() == FailureCode.UNAVAILABLE || failure.code() == FailureCode.CONFLICT);
  }
}
