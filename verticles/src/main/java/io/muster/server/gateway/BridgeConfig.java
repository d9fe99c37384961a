package io.muster.server.gateway;

import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code bridge}: the event-bus bridge for tools.
 *
 * @param sockjs whether the gateway has it at {@code /eventbus}
 * @param host the address that the TCP port is bound to
 * @param port of the TCP bridge, with the gateway's TLS; empty for none, 0 takes a free one
 * @param frameLimit the largest frame that a client may send
 * @param buffer what may wait for one client: beyond it his streams are held back, and no more of
 *     his frames are read
 * @param slowAfter a client who takes nothing for so long counts as slow: he is told, and dropped
 * @param subscriptions of one connection at the same time
 * @param calls of one connection under way at the same time
 * @param connections of this node, of both kinds
 * @param recheck how often it is asked whether the credential of a subscription still holds
 * @param introduction how long a connection may go on without a credential that holds
 */
public record BridgeConfig(
    boolean sockjs,
    String host,
    @Range(min = 0, max = 65535) Optional<Integer> port,
    @Range(min = 1024, max = 262_144) Size frameLimit,
    @Range(min = 65_536, max = 1L << 28) Size buffer,
    @Range(min = 500, max = 300_000) Duration slowAfter,
    @Range(min = 1, max = 10_000) int subscriptions,
    @Range(min = 1, max = 10_000) int calls,
    @Range(min = 1, max = 100_000) int connections,
    @Range(min = 100, max = 60_000) Duration recheck,
    @Range(min = 1000, max = 300_000) Duration introduction) {}
