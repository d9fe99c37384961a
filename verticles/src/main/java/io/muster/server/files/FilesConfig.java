package io.muster.server.files;

import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.time.Duration;

/**
 * The section {@code files}.
 *
 * @param chunk content is stored in pieces of this size
 * @param maxBytes the largest file
 * @param capacity of all content together; new uploads are refused beyond it
 * @param uploadTtl how long an unfinished upload is kept after its last chunk
 * @param grace how long content that nothing refers to is kept
 * @param collectEvery how often that is collected
 * @param cache chunks that this node keeps in memory
 */
public record FilesConfig(
    @Range(min = 65_536, max = 33_554_432) Size chunk,
    @Range(min = 1024, max = 1L << 40) Size maxBytes,
    @Range(min = 1024) Size capacity,
    @Range(min = 60_000) Duration uploadTtl,
    @Range(min = 60_000) Duration grace,
    @Range(min = 10_000) Duration collectEvery,
    Size cache) {}
