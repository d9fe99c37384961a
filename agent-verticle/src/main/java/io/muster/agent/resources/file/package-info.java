/**
 * Files in their places: whole or not there at all, with what was there before kept for undoing.
 * Under the agent's data folder it owns {@code files/pending} (temporary files beside their
 * targets, removed at a start after a crash), {@code files/owed} (reload commands that a crash may
 * have left undone) and {@code files/kept} (what was there before, by path and job).
 */
package io.muster.agent.resources.file;
