/**
 * The control plane about itself. Tables: {@code member}; reads {@code node} for counts. Addresses:
 * {@code muster.v1.System}. Loops: the heartbeat of this node.
 */
package io.muster.server.system;
