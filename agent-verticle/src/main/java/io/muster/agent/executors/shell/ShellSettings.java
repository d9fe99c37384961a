package io.muster.agent.executors.shell;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How commands are run.
 *
 * @param grace between TERM and KILL
 * @param drain how long output may be silent after the command has ended, when a child of it still
 *     holds the pipe
 * @param cgroups whether control groups are used where they can be
 * @param runFolder for pipes and standard input; the agent's alone
 * @param configFolder where the documents of components lie; commands are told
 */
public record ShellSettings(
    Duration grace, Duration drain, boolean cgroups, Path runFolder, Path configFolder) {}
