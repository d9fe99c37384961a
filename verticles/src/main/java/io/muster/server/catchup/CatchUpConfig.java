package io.muster.server.catchup;

import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.time.Duration;

/**
 * The section {@code catchup}.
 *
 * @param gather how long questions are gathered before they are answered together
 * @param batch how many at most are answered together
 * @param pageTasks tasks in one answer at most
 * @param pageBytes size of one answer at most; below NATS's {@code max_payload}
 */
public record CatchUpConfig(
    @Range(min = 1, max = 1000) Duration gather,
    @Range(min = 1, max = 10_000) int batch,
    @Range(min = 1, max = 1000) int pageTasks,
    @Range(min = 65_536, max = 67_108_864) Size pageBytes) {}
