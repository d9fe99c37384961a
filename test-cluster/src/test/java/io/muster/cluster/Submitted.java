package io.muster.cluster;

import java.util.Optional;

/**
 * A job that a test submitted.
 *
 * @param prints what each of its succeeded tasks prints on stdout; empty when the test looks itself
 */
public record Submitted(String id, Optional<String> prints) {}
