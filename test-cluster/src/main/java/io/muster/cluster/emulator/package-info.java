/**
 * Thousands of real agents in one process: their own identities, the same code for link, ledger and
 * replies, and an executor that only pretends. {@link io.muster.cluster.emulator.Emulator} is the
 * way in.
 */
package io.muster.cluster.emulator;
