/**
 * The fleet in PostgreSQL. {@link io.muster.store.node.NodeLedger} is what people and the registry
 * do with nodes, {@link io.muster.store.node.PresenceLedger} what their heartbeats do. Tables:
 * {@code node}, {@code presence}, {@code revocation}.
 */
package io.muster.store.node;
