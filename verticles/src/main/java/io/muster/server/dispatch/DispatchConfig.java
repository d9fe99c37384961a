package io.muster.server.dispatch;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code dispatch}.
 *
 * @param sweep how often due tasks are looked at
 * @param sweepBatch how many of them in one transaction
 * @param window how many published tasks may wait for JetStream's acknowledgement at once
 * @param lease how long the sweep of a node that died stays with it
 */
public record DispatchConfig(
    @Range(min = 100, max = 60_000) Duration sweep,
    @Range(min = 1, max = 20_000) int sweepBatch,
    @Range(min = 1, max = 100_000) int window,
    @Range(min = 1000, max = 60_000) Duration lease) {}
