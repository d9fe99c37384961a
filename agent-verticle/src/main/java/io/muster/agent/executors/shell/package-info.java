/**
 * Runs commands. Each is a session of its own, in a control group of its own where the machine has
 * them, with named pipes for its output: those can be closed by the agent while a child in the
 * background still holds the other end.
 */
package io.muster.agent.executors.shell;
