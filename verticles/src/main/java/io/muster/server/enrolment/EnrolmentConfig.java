package io.muster.server.enrolment;

import io.muster.runtime.config.Range;
import java.time.Duration;
import java.util.List;

/**
 * The section {@code enrolment}.
 *
 * @param natsUrls what agents are told, {@code tls://host:port}
 * @param serverUrls what agents are told, {@code https://host:port}
 * @param jwtTtl how long an agent's credentials live
 * @param revocationSweep how often it is looked whether NATS knows of all revocations; a removal is
 *     pushed at once
 */
public record EnrolmentConfig(
    List<String> natsUrls,
    List<String> serverUrls,
    @Range(min = 10_000, max = 604_800_000) Duration jwtTtl,
    @Range(min = 1000, max = 3_600_000) Duration revocationSweep) {}
