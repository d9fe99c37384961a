package io.muster.agent.resources.file;

import io.muster.agent.resource.Change;
import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** Puts back what a job changed at one path, unless something else changed it since. */
final class FileUndo implements Change {
  private final KeptRecord record;
  private final Bench bench;
  private final Work work;
  private final Restoring restoring;
  private ReentrantLock lock;
  private Seen seen;
  private Shape now;
  private boolean owed;

  FileUndo(KeptRecord record, Bench bench, Work work) {
    this.record = record;
    this.bench = bench;
    this.work = work;
    this.restoring = new Restoring(bench, record);
  }

  private Path path() {
    return record.path();
  }

  private void look() {
    if (lock != null) {
      return;
    }
    lock = bench.lock(path(), work);
    try {
      seen = Seen.at(path());
      if (seen.exists() && !seen.isFile()) {
        throw WorkEnded.failed(
            path() + " was changed since: it is " + seen.words() + " now; it stays as it is");
      }
      now = Shape.of(path(), seen);
      owed = !record.reload().isEmpty() && bench.owed.is(path(), record.before().sha256());
    } catch (IOException e) {
      throw Trouble.with(path(), "cannot be read", e);
    }
  }

  private boolean isBack() {
    return now.equals(record.before());
  }

  @Override
  public boolean needed() {
    look();
    return !isBack() || owed;
  }

  @Override
  public String summary() {
    look();
    return path()
        + (!needed()
            ? " is as it was before job " + record.jobId()
            : record.before().exists() ? " would be put back" : " would be removed");
  }

  private void require() {
    look();
    if (isBack()) {
      return;
    }
    if (!now.sameContent(record.after())) {
      throw WorkEnded.failed(
          path()
              + " was changed since: job "
              + record.jobId()
              + " put "
              + hash(record.after())
              + " there, and now it is "
              + hash(now)
              + "; it stays as it is");
    }
    String objection = restoring.objection();
    if (objection != null) {
      throw WorkEnded.failed(path() + " cannot be put back: " + objection);
    }
  }

  private static String hash(Shape shape) {
    return shape.exists() ? "sha256 " + shape.sha256() : "absent";
  }

  @Override
  public String diff() {
    require();
    try {
      Shape before = record.before();
      if (!before.sameContent(now)) {
        return Diff.of(path().toString(), side(now, path()), side(before, restoring.old()));
      }
      return path()
          + ": mode "
          + now.modeText()
          + " → "
          + before.modeText()
          + ", owner "
          + now.uid()
          + ":"
          + now.gid()
          + " → "
          + before.uid()
          + ":"
          + before.gid()
          + "\n";
    } catch (IOException e) {
      throw Trouble.with(path(), "cannot be read", e);
    }
  }

  private Diff.Side side(Shape shape, Content kept) throws IOException {
    return side(shape, ((Content.OnDisk) kept).path());
  }

  private Diff.Side side(Shape shape, Path from) throws IOException {
    if (!shape.exists()) {
      return Diff.Side.ABSENT;
    }
    boolean small = shape.size() <= bench.number("diffBytes");
    byte[] data = small ? Files.readAllBytes(from) : null;
    return new Diff.Side(true, shape.size(), shape.sha256(), data);
  }

  @Override
  public String apply() {
    require();
    work.check();
    try {
      if (!isBack()) {
        if (!record.reload().isEmpty()) {
          bench.owed.add(path(), record.before().sha256());
        }
        restoring.restore(seen);
      }
      String reloaded = new Reloading(bench, work, record.reload(), path()).afterUndo();
      return path() + (record.before().exists() ? ": put back" : ": removed") + reloaded;
    } catch (IOException e) {
      throw Trouble.with(path(), "cannot be put back", e);
    }
  }

  @Override
  public void close() {
    if (lock != null) {
      lock.unlock();
    }
  }
}
