package io.muster.server.system;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code system} of the server's configuration.
 *
 * @param heartbeat how often a control-plane node reports itself
 * @param forgetAfter when one that reports no more is left out of the status
 */
public record SystemConfig(
    @Range(min = 100, max = 60_000) Duration heartbeat,
    @Range(min = 1_000, max = 86_400_000) Duration forgetAfter) {}
