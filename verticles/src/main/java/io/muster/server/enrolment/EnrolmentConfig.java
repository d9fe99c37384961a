package io.muster.server.enrolment;

import io.muster.runtime.config.Range;
import java.time.Duration;
import java.util.List;

/**
 * The section {@code enrolment}.
 *
 * @param natsUrls told to agents, {@code tls://host:port}
 * @param serverUrls told to agents, {@code https://host:port}
 * @param jwtTtl life of an agent's NATS identity; it renews it before
 * @param revocationSweep how often revocations are looked at without a bell
 */
public record EnrolmentConfig(
    List<String> natsUrls,
    List<String> serverUrls,
    @Range(min = 60_000, max = 2_592_000_000L) Duration jwtTtl,
    @Range(min = 1000, max = 600_000) Duration revocationSweep) {}
