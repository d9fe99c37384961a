package io.muster.agent.live;

import io.muster.agent.resource.Change;
import io.muster.agent.resource.Resource;
import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import io.muster.protocol.agent.v1.ConfigRevision;
import io.muster.protocol.agent.v1.RunningConfig;
import io.muster.protocol.agent.v1.Task;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** A revision of a component's configuration, or a later one, is run. */
public final class ConfigResource implements Resource {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final long ASK_AGAIN_MS = 2_000;

  /** The first answer may be to a question from before the task. */
  private static final int CERTAIN = 2;

  private final NodeConfigStore store;
  private final Runnable ask;

  /** {@code ask} asks the control plane for configuration; it returns at once. */
  public ConfigResource(NodeConfigStore store, Runnable ask) {
    this.store = store;
    this.ask = ask;
  }

  @Override
  public Task.WorkCase kind() {
    return Task.WorkCase.CONFIG;
  }

  @Override
  public Change observe(Task task, Work work) {
    return new RevisionChange(task.getConfig(), work);
  }

  private RunningConfig running(String component) {
    return store.running().stream()
        .filter(one -> one.getComponent().equals(component))
        .findFirst()
        .orElse(RunningConfig.newBuilder().setComponent(component).build());
  }

  private final class RevisionChange implements Change {
    private final ConfigRevision wanted;
    private final Work work;
    private final RunningConfig seen;
    private final long answers;

    RevisionChange(ConfigRevision wanted, Work work) {
      this.wanted = wanted;
      this.work = work;
      this.answers = store.answers();
      this.seen = running(wanted.getComponent());
    }

    @Override
    public boolean needed() {
      return seen.getRevision() < wanted.getRevision();
    }

    @Override
    public String summary() {
      return wanted.getComponent()
          + (needed() ? " would change to revision " + wanted.getRevision() : " is so already");
    }

    @Override
    public String diff() {
      return wanted.getComponent()
          + ": revision "
          + seen.getRevision()
          + " → "
          + wanted.getRevision()
          + "\n";
    }

    @Override
    public String apply() {
      long askAt = System.nanoTime();
      long heard = answers;
      while (true) {
        long answered = store.answers();
        RunningConfig now = running(wanted.getComponent());
        if (now.getRevision() >= wanted.getRevision()) {
          return wanted.getComponent() + ": runs revision " + now.getRevision();
        }
        if (isNone(now) && answered - answers >= CERTAIN) {
          return wanted.getComponent() + ": has no configuration any more";
        }
        if (now.getRefusedRevision() >= wanted.getRevision()) {
          throw WorkEnded.failed(
              wanted.getComponent()
                  + " refuses revision "
                  + now.getRefusedRevision()
                  + ": "
                  + now.getRefusedReason());
        }
        if (System.nanoTime() - askAt >= 0 || isNone(now) && answered != heard) {
          heard = answered;
          ask.run();
          long millis = ThreadLocalRandom.current().nextLong(ASK_AGAIN_MS, 2 * ASK_AGAIN_MS);
          askAt = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        }
        pause(now);
      }
    }

    private boolean isNone(RunningConfig now) {
      return wanted.getOrNone() && now.getRevision() == 0 && now.getRefusedRevision() == 0;
    }

    private void pause(RunningConfig now) {
      try {
        work.pause(LOOK);
      } catch (WorkEnded e) {
        throw e.saying(
            e.getMessage()
                + "; "
                + wanted.getComponent()
                + " runs revision "
                + now.getRevision()
                + " and was not given "
                + wanted.getRevision());
      }
    }

    @Override
    public void close() {}
  }
}
