package io.muster.cli;

/**
 * A command whose arguments are another command: nothing after its first argument is an option of
 * ours.
 */
public interface TakesCommand {}
