/** Rollouts, their nodes and their history. */
package io.muster.store.rollout;
