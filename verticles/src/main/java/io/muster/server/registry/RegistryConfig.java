package io.muster.server.registry;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code registry}.
 *
 * @param selectLimit how long the evaluation of one target may take
 */
public record RegistryConfig(@Range(min = 50, max = 60_000) Duration selectLimit) {}
