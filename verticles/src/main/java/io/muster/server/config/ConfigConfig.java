package io.muster.server.config;

import io.muster.runtime.config.Range;
import io.muster.runtime.config.Size;
import java.time.Duration;

/**
 * The section {@code configs}.
 *
 * @param gather how long questions of agents are gathered before they are answered together
 * @param batch how many at most are answered together
 * @param answerBytes size of one answer at most, below NATS's {@code max_payload}; what does not
 *     fit comes with the next question
 * @param settle how soon after a change of labels, groups or facts it is looked which documents
 *     apply to a node
 * @param sweep how often that is looked at for every node, whatever was heard
 * @param lease how long that work of a node that died stays with it
 * @param pushes how many agents are told in a second that there is something new
 */
public record ConfigConfig(
    @Range(min = 1, max = 1000) Duration gather,
    @Range(min = 1, max = 10_000) int batch,
    @Range(min = 131_072, max = 67_108_864) Size answerBytes,
    @Range(min = 50, max = 60_000) Duration settle,
    @Range(min = 1_000, max = 3_600_000) Duration sweep,
    @Range(min = 1_000, max = 60_000) Duration lease,
    @Range(min = 10, max = 100_000) int pushes) {}
