/**
 * The control-plane nodes as one: clustered Vert.x on Hazelcast, and the proof that its bus works.
 */
package io.muster.server.cluster;
