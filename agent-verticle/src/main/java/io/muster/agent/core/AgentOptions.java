package io.muster.agent.core;

import java.time.Duration;

/**
 * How an agent behaves.
 *
 * @param heartbeat between two signs of life, give or take a fifth
 * @param catchUpPoll between two questions for open tasks while connected
 * @param configPoll between two questions for configuration while connected
 * @param parallel tasks that run side by side
 * @param queue tasks that wait for one of those; more are left to the next catch-up
 * @param stopGrace how long running tasks may go on after the agent was told to stop
 */
public record AgentOptions(
    String nodeId,
    String version,
    Duration heartbeat,
    Duration catchUpPoll,
    Duration configPoll,
    int parallel,
    int queue,
    Duration stopGrace) {}
