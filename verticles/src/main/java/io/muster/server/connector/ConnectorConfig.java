package io.muster.server.connector;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code connector}.
 *
 * @param batch replies in one transaction at most
 * @param loops how many transactions of one node may be under way at once
 * @param insistAfter how long a reply waits for an earlier one that never came
 */
public record ConnectorConfig(
    @Range(min = 1, max = 10_000) int batch,
    @Range(min = 1, max = 16) int loops,
    @Range(min = 1000) Duration insistAfter) {}
