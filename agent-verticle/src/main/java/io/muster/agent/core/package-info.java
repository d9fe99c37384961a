/**
 * An agent without its process: what it hears, runs, remembers and says. It has no static state, so
 * that thousands of them can share one process, one timer, one pool of threads and a link.
 *
 * <p>Read it in the order of a task: {@code AgentCore} hears, {@code Intake} decides, {@code
 * Attempt} gathers what happens, {@code Sender} brings it to the control plane.
 */
package io.muster.agent.core;
