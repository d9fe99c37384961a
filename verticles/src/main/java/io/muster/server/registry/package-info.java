/**
 * The nodes as people and other verticles see them. Tables: {@code node} and {@code revocation}
 * (through the node ledger). Addresses: the service {@code muster.v1.Nodes}, {@code
 * muster.internal.v1.Registry/Pick}, and the doorbell of nodes. Loops: none; the fleet in memory is
 * brought up to date before each selection.
 */
package io.muster.server.registry;
