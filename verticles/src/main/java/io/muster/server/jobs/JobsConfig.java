package io.muster.server.jobs;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code jobs}.
 *
 * @param defaultTimeout how long a command may run when the caller does not say
 * @param defaultTtl how long a task waits for its node when the caller does not say
 */
public record JobsConfig(
    @Range(min = 1000) Duration defaultTimeout, @Range(min = 1000) Duration defaultTtl) {}
