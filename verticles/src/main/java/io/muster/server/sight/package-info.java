/**
 * What of jobs, rollouts and documents a caller sees: that which is about nodes that he reaches.
 */
package io.muster.server.sight;
