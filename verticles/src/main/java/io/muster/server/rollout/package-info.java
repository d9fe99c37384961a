/**
 * Rollouts. Tables: {@code rollout}, {@code rollout_node}, {@code rollout_run}, {@code
 * rollout_event}, and the leases {@code rollout/<id>}. Addresses: the service {@code
 * muster.v1.Rollouts}. Loops: {@code rollouts}, which looks for rollouts to conduct, and one for
 * each rollout that this node conducts.
 */
package io.muster.server.rollout;
