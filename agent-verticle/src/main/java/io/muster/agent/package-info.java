/**
 * The agent as a process: settings, identity, connection, and one {@link
 * io.muster.agent.AgentVerticle} around the core. Keeps no tables; hears {@code
 * muster.agent.<node>.task} and {@code .ctl}; says {@code muster.reply.<node>.>}, {@code
 * muster.beat.<node>}, {@code muster.catchup.<node>}. Its loops are the heartbeat, the catch-up
 * poll, the facts' refresh and the renewal of credentials.
 */
package io.muster.agent;
