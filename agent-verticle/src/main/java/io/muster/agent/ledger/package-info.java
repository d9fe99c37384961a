/**
 * What an agent must not forget: which attempts it took, what came of them, and the replies that
 * the control plane does not have yet. One index in memory over a log, which is a journal on disk
 * or, for emulated agents, nothing at all.
 */
package io.muster.agent.ledger;
