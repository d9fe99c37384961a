package io.muster.server.retention;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code retention}.
 *
 * @param history how long jobs, tasks and events are kept; whole days are dropped at once
 * @param requestKeys how long a request id is remembered
 * @param rollouts how long rollouts are kept after their end, with their nodes, runs and events
 * @param unpublished how long changes wait to be published in the feed; then they are dropped, and
 *     the feed says so
 * @param every how often there is a look
 */
public record RetentionConfig(
    @Range(min = 86_400_000) Duration history,
    @Range(min = 3_600_000) Duration requestKeys,
    @Range(min = 3_600_000) Duration rollouts,
    @Range(min = 60_000) Duration unpublished,
    @Range(min = 1000) Duration every) {}
