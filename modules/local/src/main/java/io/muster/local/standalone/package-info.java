/**
 * Muster on one machine: {@link io.muster.local.standalone.Standalone} starts PostgreSQL,
 * nats-server, control-plane nodes and agents, each a process of its own, starts again what dies,
 * and stops what it started.
 */
package io.muster.local.standalone;
