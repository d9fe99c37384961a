package io.muster.server.rollout;

import io.muster.protocol.v1.FileWork;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.StartRolloutRequest;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.protocol.v1.UndoWork;

/**
 * What a rollout does on a node, and what undoes it. Both are jobs; those of a configuration are
 * made by {@link ConfigRuns}.
 */
sealed interface RolloutAction {
  /** Says what is to be done. */
  void apply(SubmitJobRequest.Builder job);

  /**
   * Says how it is undone.
   *
   * @param jobId the job whose changes are to be undone
   * @throws IllegalStateException when there is no such way; the machine does not ask then
   */
  void undo(SubmitJobRequest.Builder job, String jobId);

  /** The action that a request asks for. */
  static RolloutAction of(StartRolloutRequest spec) {
    if (spec.hasShell()) {
      return new Command(spec.getShell(), spec.hasUndoShell() ? spec.getUndoShell() : null);
    }
    return new PutFile(spec.getFile());
  }

  /** A command or a script. */
  record Command(Shell command, Shell undo) implements RolloutAction {
    @Override
    public void apply(SubmitJobRequest.Builder job) {
      job.setShell(command);
    }

    @Override
    public void undo(SubmitJobRequest.Builder job, String jobId) {
      if (undo == null) {
        throw new IllegalStateException("a command without an undo cannot be undone");
      }
      job.setShell(undo);
    }
  }

  /** A file; nodes keep what was there before. */
  record PutFile(FileWork file) implements RolloutAction {
    @Override
    public void apply(SubmitJobRequest.Builder job) {
      job.setFile(file);
    }

    @Override
    public void undo(SubmitJobRequest.Builder job, String jobId) {
      job.setUndo(UndoWork.newBuilder().setJobId(jobId));
    }
  }
}
