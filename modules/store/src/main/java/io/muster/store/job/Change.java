package io.muster.store.job;

import io.muster.domain.task.TaskEvent;

/**
 * Something that happened to one task.
 *
 * @param nodeId whose word it is: applied only to that node's task; null when it is the control
 *     plane's own
 * @param body what watchers are shown: a serialized {@code muster.agent.v1.Reply}, or null to have
 *     one made
 */
public record Change(String jobId, int ordinal, String nodeId, TaskEvent event, byte[] body) {}
