/**
 * A run that loads what the usual calls load: the launcher records it once after a build as a cache
 * of classes, from which every call starts faster.
 */
package io.muster.cli.training;
