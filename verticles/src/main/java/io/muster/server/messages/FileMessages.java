package io.muster.server.messages;

import io.muster.domain.task.TaskState;
import io.muster.protocol.v1.DistributeRequest;
import io.muster.protocol.v1.File;
import io.muster.protocol.v1.FileWork;
import io.muster.protocol.v1.Placement;
import io.muster.protocol.v1.SubmitJobRequest;
import io.muster.store.file.FileHistory;
import io.muster.store.file.FileRow;

/** Files and what was done with them, from rows to the contract's messages. */
public final class FileMessages {
  private FileMessages() {}

  public static File file(FileRow row) {
    return File.newBuilder()
        .setId(row.id())
        .setName(row.name())
        .setSize(row.size())
        .setSha256(row.sha256())
        .setCreatedBy(row.createdBy())
        .setCreatedAt(TimeMessages.timestamp(row.createdAt()))
        .build();
  }

  /** The job that puts a file at its place. */
  public static SubmitJobRequest job(FileRow file, DistributeRequest request) {
    FileWork.Builder work =
        FileWork.newBuilder()
            .setPath(request.getPath())
            .setSha256(file.sha256())
            .setSize(file.size())
            .setName(file.name())
            .setMode(request.getMode())
            .setOwner(request.getOwner())
            .setTemplate(request.getTemplate())
            .putAllVariables(request.getVariablesMap())
            .setValidate(request.getValidate())
            .setReload(request.getReload())
            .setMakeParents(request.getMakeParents())
            .setFollowSymlink(request.getFollowSymlink());
    SubmitJobRequest.Builder job =
        SubmitJobRequest.newBuilder()
            .setRequestId(request.getRequestId())
            .setTarget(request.getTarget())
            .setBatch(request.getBatch())
            .setLimit(request.getLimit())
            .setName(request.getName())
            .setDryRun(request.getDryRun())
            .setFile(work);
    if (request.hasTimeout()) {
      job.setTimeout(request.getTimeout());
    }
    if (request.hasTtl()) {
      job.setTtl(request.getTtl());
    }
    return job.build();
  }

  public static Placement placement(FileHistory.Entry entry) {
    Placement.Builder placement =
        Placement.newBuilder()
            .setJobId(entry.jobId())
            .setPath(entry.path())
            .setSha256(entry.sha256())
            .setName(entry.name())
            .setUndoes(entry.undoes())
            .setDryRun(entry.dryRun())
            .setState(entry.state())
            .setCreatedBy(entry.createdBy())
            .setCreatedAt(TimeMessages.timestamp(entry.createdAt()));
    for (TaskState state : TaskState.values()) {
      long count = entry.counts()[state.ordinal()];
      if (count > 0) {
        placement.putTasks(state.label(), (int) count);
      }
    }
    return placement.build();
  }
}
