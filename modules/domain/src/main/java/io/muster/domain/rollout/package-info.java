/** Changing many nodes a batch at a time: the plan, the machine, and when enough has failed. */
package io.muster.domain.rollout;
