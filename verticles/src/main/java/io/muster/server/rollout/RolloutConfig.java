package io.muster.server.rollout;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code rollouts}.
 *
 * @param sweep how often this node looks for rollouts that nobody conducts, and at those that it
 *     conducts itself
 * @param lease how long a node that says nothing keeps its rollouts
 * @param checkTimeout how long the checks after a batch may take, when nothing is said
 * @param checkEvery how often a check is tried, when nothing is said
 * @param canary how many nodes go first in a canary, when nothing is said
 * @param blueGreen how many nodes go first in blue-green, when nothing is said
 */
public record RolloutConfig(
    @Range(min = 50, max = 5000) Duration sweep,
    @Range(min = 1000, max = 60_000) Duration lease,
    @Range(min = 1000) Duration checkTimeout,
    @Range(min = 100) Duration checkEvery,
    String canary,
    String blueGreen) {}
