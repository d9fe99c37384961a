package io.muster.store.rollout;

import io.muster.domain.rollout.RolloutNode;
import io.muster.protocol.v1.StartRolloutRequest;
import java.time.Instant;
import java.util.List;

/**
 * A rollout that is about to be.
 *
 * @param spec with every default filled in; its request id makes the call repeatable
 * @param nodes the frozen list, each with its batch
 */
public record NewRollout(
    String id,
    StartRolloutRequest spec,
    int batches,
    List<RolloutNode> nodes,
    String createdBy,
    List<String> roles,
    String traceId,
    Instant createdAt) {}
