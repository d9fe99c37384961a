/**
 * Which nodes are alive. Tables: {@code presence}, {@code node_vitals}, and {@code node}'s status
 * and profile (through the presence ledger); what agents run, in {@code config_state}. Subjects:
 * {@code muster.beat.*}; {@code muster.agent.<node>.ctl}. Loops: the writing of gathered
 * heartbeats, and the sweep of nodes that fell silent.
 */
package io.muster.server.presence;
