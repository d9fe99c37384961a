/**
 * Which nodes does a target pick? Targets, the fleet that they are evaluated over, and shares of
 * it. Pure: the fleet is a value, and a caller that wants a time limit brings a {@link
 * io.muster.domain.selector.Budget}. Meaning is CEL's alone (dev.cel); {@link
 * io.muster.domain.selector.Sieve} only saves it the nodes that it cannot pick.
 */
package io.muster.domain.selector;
