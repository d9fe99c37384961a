package io.muster.store.node;

/**
 * A heartbeat that is to be written down.
 *
 * @param session of the agent's start
 * @param intervalMs three of them without a heartbeat make the node offline
 * @param running tasks that run on it
 */
public record Sighting(
    String nodeId, String session, String agentVersion, int intervalMs, int running) {}
