/**
 * What the agent finds out about its machine, from /proc and a few files: cheap, and no library.
 */
package io.muster.agent.facts;
