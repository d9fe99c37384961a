package io.muster.agent.resources.file;

import io.muster.agent.resource.Host;
import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** What every change of a file works with. */
final class Bench {
  private static final int LOCKS = 64;
  private static final int LOOK_MS = 50;

  final Host host;
  final InstantSource clock;
  final Pending pending;
  final Owed owed;
  final Kept kept;
  final Placement placement;
  final Step.Listener steps;
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  Bench(Host host, InstantSource clock, Step.Listener steps) {
    Path folder = host.folder("files");
    this.host = host;
    this.clock = clock;
    this.steps = steps;
    this.pending = new Pending(folder.resolve("pending"));
    this.owed = new Owed(folder.resolve("owed"));
    this.kept = new Kept(folder.resolve("kept"));
    this.placement = new Placement(pending, steps);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** Nobody else works on that path until the thread unlocks what this returns. */
  ReentrantLock lock(Path path, Work work) {
    ReentrantLock lock = locks[Math.floorMod(path.hashCode(), LOCKS)];
    try {
      while (!lock.tryLock(LOOK_MS, TimeUnit.MILLISECONDS)) {
        work.check();
      }
      return lock;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw WorkEnded.failed("the agent was interrupted");
    }
  }

  long number(String key) {
    return Long.parseLong(host.setting("files." + key));
  }

  Kept.Bounds bounds() {
    return new Kept.Bounds((int) number("keep"), number("keepBytes"), (int) number("records"));
  }
}
