package io.muster.agent.resources.file;

import io.muster.agent.resource.Change;
import io.muster.agent.resource.Host;
import io.muster.agent.resource.Resource;
import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A file with its content, owner and permissions. Whoever reads it finds all of the old content or
 * all of the new; what was there before is kept for undoing, within bounds.
 */
public final class FileResource implements Resource {
  private final InstantSource clock;
  private final Step.Listener steps;
  private Bench bench;

  /** For {@link java.util.ServiceLoader}; needs {@link #configure}. */
  public FileResource() {
    this(InstantSource.system(), step -> {});
  }

  FileResource(InstantSource clock, Step.Listener steps) {
    this.clock = clock;
    this.steps = steps;
  }

  @Override
  public Task.WorkCase kind() {
    return Task.WorkCase.FILE;
  }

  @Override
  public void configure(Host host) {
    bench = new Bench(host, clock, steps);
    bench.pending.sweep();
  }

  @Override
  public Change observe(Task task, Work work) {
    return FileChange.observe(FileRequest.of(task), bench, work);
  }

  @Override
  public List<Change> undo(String jobId, Work work) {
    if (!FileRequest.isJobId(jobId)) {
      throw WorkEnded.failed("'" + jobId + "' is not the id of a job");
    }
    try {
      List<Change> changes = new ArrayList<>();
      for (KeptRecord record : bench.kept.of(jobId)) {
        changes.add(new FileUndo(record, bench, work));
      }
      return changes;
    } catch (IOException e) {
      throw WorkEnded.failed("what the agent kept for undoing cannot be read: " + e);
    }
  }
}
