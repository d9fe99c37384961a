package io.muster.server.messages;

import io.muster.protocol.agent.v1.ConfigRevision;
import io.muster.protocol.agent.v1.File;
import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Task;
import io.muster.protocol.agent.v1.Undo;
import io.muster.protocol.v1.ConfigWork;
import io.muster.protocol.v1.FileWork;
import io.muster.protocol.v1.Job;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.Work;

/**
 * What a job does, from the request over what is kept to what is shown and what agents are told.
 */
public final class WorkMessages {
  private WorkMessages() {}

  /** What a request asks for; the contract's rules make sure that it is one thing. */
  public static Work of(SubmitJobRequest request) {
    Work.Builder work = Work.newBuilder().setDryRun(request.getDryRun());
    if (request.hasShell()) {
      work.setShell(request.getShell());
    } else if (request.hasFile()) {
      work.setFile(request.getFile());
    } else if (request.hasUndo()) {
      work.setUndo(request.getUndo());
    } else if (request.hasConfig()) {
      work.setConfig(request.getConfig());
    } else {
      throw new IllegalArgumentException("a job without work");
    }
    return work.build();
  }

  /** Shows the work in a job. */
  static void show(Work work, Job.Builder job) {
    job.setDryRun(work.getDryRun());
    switch (work.getKindCase()) {
      case SHELL -> job.setShell(work.getShell());
      case FILE -> job.setFile(work.getFile());
      case UNDO -> job.setUndo(work.getUndo());
      case CONFIG -> job.setConfig(work.getConfig());
      case KIND_NOT_SET -> throw new IllegalStateException("job " + job.getId() + " has no work");
    }
  }

  /** Tells an agent what to do. */
  public static void instruct(Work work, Task.Builder task) {
    task.setDryRun(work.getDryRun());
    switch (work.getKindCase()) {
      case SHELL -> task.setShell(shell(work.getShell()));
      case FILE -> task.setFile(file(work.getFile()));
      case UNDO -> task.setUndo(Undo.newBuilder().setJobId(work.getUndo().getJobId()));
      case CONFIG -> task.setConfig(config(work.getConfig()));
      case KIND_NOT_SET -> throw new IllegalStateException(task.getTaskId() + " has no work");
    }
  }

  private static Shell shell(io.muster.protocol.v1.Shell shell) {
    return Shell.newBuilder()
        .addAllArgv(shell.getArgvList())
        .setLine(shell.getLine())
        .putAllEnv(shell.getEnvMap())
        .setCwd(shell.getCwd())
        .setUser(shell.getUser())
        .setStdin(shell.getStdin())
        .setUnless(shell.getUnless())
        .setOnlyif(shell.getOnlyif())
        .setCreates(shell.getCreates())
        .build();
  }

  private static File file(FileWork file) {
    return File.newBuilder()
        .setPath(file.getPath())
        .setSha256(file.getSha256())
        .setSize(file.getSize())
        .setMode(file.getMode())
        .setOwner(file.getOwner())
        .setTemplate(file.getTemplate())
        .putAllVariables(file.getVariablesMap())
        .setValidate(file.getValidate())
        .setReload(file.getReload())
        .setMakeParents(file.getMakeParents())
        .setFollowSymlink(file.getFollowSymlink())
        .setName(file.getName())
        .build();
  }

  private static ConfigRevision config(ConfigWork config) {
    return ConfigRevision.newBuilder()
        .setComponent(config.getComponent())
        .setRevision(config.getRevision())
        .setOrNone(config.getOrNone())
        .build();
  }
}
