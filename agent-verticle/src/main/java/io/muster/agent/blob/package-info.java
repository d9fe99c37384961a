/**
 * Content by its hash: asked of the control plane on {@code muster.blob.<node>}, and kept in a
 * bounded folder for the next task that wants it.
 */
package io.muster.agent.blob;
