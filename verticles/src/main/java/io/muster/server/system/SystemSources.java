package io.muster.server.system;

import io.muster.store.MemberLedger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where the status comes from; none of them may block for long.
 *
 * @param self this node as it is now; its {@code lastSeen} is ignored
 * @param natsVersion of the server that this node is connected to; empty when it is not
 * @param replyLag replies that wait in JetStream for the connector
 */
public record SystemSources(
    Supplier<MemberLedger.Member> self, Supplier<String> natsVersion, LongSupplier replyLag) {}
