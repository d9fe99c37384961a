package io.muster.server.cluster;

import io.muster.runtime.config.Range;
import java.time.Duration;
import java.util.List;

/**
 * The section {@code cluster}.
 *
 * @param host address on which the other control-plane nodes reach this one; belongs on a private
 *     interface, because Hazelcast's own traffic cannot be encrypted
 * @param hazelcastPort membership
 * @param busPort the event bus, over mutual TLS
 * @param members {@code host:hazelcastPort} of all control-plane nodes, this one included
 * @param deadAfter how long a silent member stays a member
 */
public record ClusterConfig(
    String host,
    @Range(min = 1, max = 65535) int hazelcastPort,
    @Range(min = 1, max = 65535) int busPort,
    List<String> members,
    @Range(min = 2000, max = 300_000) Duration deadAfter) {}
