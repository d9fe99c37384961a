package io.muster.server.access;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code access} of the server's configuration.
 *
 * @param sessionTtl how long a session lives
 */
public record AccessConfig(@Range(min = 60_000, max = 86_400_000) Duration sessionTtl) {}
