/**
 * Clusters of real processes (control-plane JVMs, agents, PostgreSQL, nats-server) for tests that
 * break them, and the tests themselves.
 */
package io.muster.cluster;
