package io.muster.agent.core;

import io.muster.agent.ledger.Ledger;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** What the parts of one agent share. The options may change while it runs. */
record AgentScope(
    AtomicReference<AgentOptions> present,
    Ledger ledger,
    Sender sender,
    Workers workers,
    InstantSource clock) {
  AgentOptions options() {
    return present.get();
  }
}
