package io.muster.store.node;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node as it is shown.
 *
 * @param labels effective ones
 * @param groups effective ones
 * @param status {@code new}, {@code online} or {@code offline}
 * @param lastSeen of its last heartbeat; empty when there was none
 * @param factsJson a JSON object; empty when it was not asked for
 */
public record NodeRecord(
    String id,
    String name,
    Map<String, String> labels,
    List<String> groups,
    String status,
    boolean cordoned,
    String cordonReason,
    String agentVersion,
    Instant enrolledAt,
    Optional<Instant> lastSeen,
    Optional<String> factsJson) {}
