/**
 * Configuration of the components of nodes. Tables: {@code config_*} (through the ledgers of {@code
 * io.muster.store.config}). Addresses: the services {@code muster.v1.Configs} and {@code
 * muster.internal.v1.ConfigChanges}, the bell of nodes. Subjects: {@code muster.catchup.*}, as the
 * queue group {@code muster-config}; {@code muster.agent.<node>.ctl}. Loops: the answering of
 * agents, the settling of nodes to which other documents apply (by the holder of the lease {@code
 * config-settle}), and the pushing.
 */
package io.muster.server.config;
