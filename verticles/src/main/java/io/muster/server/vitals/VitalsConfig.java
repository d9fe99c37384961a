package io.muster.server.vitals;

import io.muster.runtime.config.Range;
import java.time.Duration;

/**
 * The section {@code vitals}.
 *
 * @param every how often JetStream's streams are looked at and the gauges are read
 */
public record VitalsConfig(@Range(min = 500, max = 300_000) Duration every) {}
