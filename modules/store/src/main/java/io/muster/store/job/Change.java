package io.muster.store.job;

import io.muster.domain.task.TaskEvent;

/**
 * Something that happened to one task.
 *
 * @param body what watchers are shown: a serialized {@code muster.agent.v1.Reply}, or null to have
 *     one made
 */
public record Change(String jobId, int ordinal, TaskEvent event, byte[] body) {}
