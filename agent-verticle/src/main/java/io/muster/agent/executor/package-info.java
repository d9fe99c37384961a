/** What does something once on a node: the interface that plug-ins implement. */
package io.muster.agent.executor;
