/**
 * Which nodes does a target pick? Targets, the fleet that they are evaluated over, and shares of
 * it. Pure: the fleet is a value, and a caller that wants a time limit brings a {@link
 * io.muster.domain.selector.Budget}. Meaning is CEL's alone (dev.cel); {@link
 * io.muster.domain.selector.Sieve} only answers sooner what is plain.
 */
package io.muster.domain.selector;
