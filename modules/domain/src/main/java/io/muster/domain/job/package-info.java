/** A job over many nodes: its state, its tally, how much of it is under way. Pure. */
package io.muster.domain.job;
