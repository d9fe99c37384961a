package io.muster.store.event;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A change that is not published yet.
 *
 * @param subject {@code <kind>.<what>}
 * @param nodeId empty when it is about no node
 * @param body the body of a {@code muster.v1.Event} as JSON; that of a job has the tasks that moved
 *     with it, as {@link io.muster.store.job.JobNews} says
 */
public record EventRow(
    long seq,
    Instant at,
    String subject,
    String object,
    String nodeId,
    long revision,
    String traceId,
    JsonObject body) {}
