package io.muster.agent.core;

import io.muster.agent.ledger.Ledger;
import java.time.InstantSource;

/** What the parts of one agent share. */
record AgentScope(
    AgentOptions options, Ledger ledger, Sender sender, Workers workers, InstantSource clock) {}
