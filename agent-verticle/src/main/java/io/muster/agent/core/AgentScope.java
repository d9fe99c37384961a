package io.muster.agent.core;

import io.muster.agent.ledger.Ledger;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What the parts of one agent share. The options may change while it runs.
 *
 * @param secrets the values that are not to be told
 */
record AgentScope(
    AtomicReference<AgentOptions> present,
    Ledger ledger,
    Sender sender,
    Workers workers,
    InstantSource clock,
    Supplier<Set<String>> secrets) {
  AgentOptions options() {
    return present.get();
  }
}
