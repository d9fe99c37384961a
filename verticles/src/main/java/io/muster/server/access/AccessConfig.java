package io.muster.server.access;

import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.time.Duration;

/**
 * The section {@code access} of the server's configuration.
 *
 * @param sessionTtl how long an access token lives
 * @param sessionIdle how long a person's session lives without being refreshed
 * @param sessionMax how long it lives at most
 * @param passwordMinLength in characters
 * @param passwordMemory what Argon2id takes for one password
 * @param passwordIterations its passes over that memory
 * @param passwordParallelism its lanes
 * @param passwordHashers how many passwords are hashed at once, on each node
 * @param passwordQueue how many wait for that; more are told to come back
 * @param loginAttempts how often a name may be tried within the window, on all nodes together
 * @param loginWindow how long attempts are counted
 */
public record AccessConfig(
    @Range(min = 60_000, max = 86_400_000) Duration sessionTtl,
    @Range(min = 60_000) Duration sessionIdle,
    @Range(min = 60_000) Duration sessionMax,
    @Range(min = 8, max = 128) int passwordMinLength,
    @Range(min = 7 << 20, max = 1L << 30) Size passwordMemory,
    @Range(min = 1, max = 100) int passwordIterations,
    @Range(min = 1, max = 16) int passwordParallelism,
    @Range(min = 1, max = 64) int passwordHashers,
    @Range(min = 1, max = 10_000) int passwordQueue,
    @Range(min = 1, max = 1000) int loginAttempts,
    @Range(min = 10_000, max = 86_400_000) Duration loginWindow) {}
