package io.muster.server.compat;

import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.LegacyTask;
import io.muster.protocol.v1.Task;

/** Tasks as they were. */
final class OldMessages {
  private OldMessages() {}

  static LegacyTask task(Job job, Task task) {
    LegacyTask.Builder old =
        LegacyTask.newBuilder()
            .setId(job.getTotal() > 1 ? job.getId() + "." + task.getNodeId() : job.getId())
            .setAgentId(task.getNodeId())
            .setType(type(job))
            .setCommand(command(job))
            .setTimeout((int) job.getTimeout().getSeconds())
            .setStatus(task.getState())
            .setMessage(task.getMessage())
            .setCreatedBy(job.getCreatedBy())
            .setCreatedAt(job.getCreatedAt());
    if (task.hasExitCode()) {
      old.setExitCode(task.getExitCode());
    }
    if (task.hasStartedAt()) {
      old.setStartedAt(task.getStartedAt());
    }
    if (task.hasFinishedAt()) {
      old.setFinishedAt(task.getFinishedAt());
    }
    return old.build();
  }

  private static String type(Job job) {
    return job.hasFile() ? "file" : job.hasUndo() ? "undo" : job.hasConfig() ? "config" : "command";
  }

  private static String command(Job job) {
    if (job.hasFile()) {
      return job.getFile().getPath();
    }
    return job.getShell().getLine().isEmpty()
        ? String.join(" ", job.getShell().getArgvList())
        : job.getShell().getLine();
  }
}
