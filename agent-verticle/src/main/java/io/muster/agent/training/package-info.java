/**
 * A run that loads what a usual run loads: the launcher records it once after a build as a cache of
 * classes, from which every agent starts faster and with less memory.
 */
package io.muster.agent.training;
