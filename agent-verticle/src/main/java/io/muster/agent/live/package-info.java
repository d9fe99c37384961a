/**
 * Configuration that the control plane keeps for this node. Under the agent's data folder it owns
 * {@code config}: one JSON document for each component, and {@code .state.json} with their
 * revisions, which is the truth of the two.
 */
package io.muster.agent.live;
