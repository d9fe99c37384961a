package io.muster.agent.executors.shell;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps one shell ready for the next command. A crowd of commands finds none and starts processes
 * from nothing: making more ahead would only move the work.
 */
final class Spares implements AutoCloseable {
  /** So long what a command printed and how it ended has the machine for itself. */
  private static final Duration QUIET = Duration.ofMillis(30);

  private final Pipes pipes;
  private final Cgroups cgroups;
  private final Map<String, String> environment = Surroundings.inherited();
  private final AtomicLong counter = new AtomicLong(System.currentTimeMillis());
  private final ReentrantLock making = new ReentrantLock();
  private Spare ready;
  private boolean due;
  private boolean closed;

  Spares(Pipes pipes, Cgroups cgroups) {
    this.pipes = pipes;
    this.cgroups = cgroups;
    // A shell drops variables that it could not name itself.
    this.closed = !environment.keySet().stream().allMatch(Script::canName);
    refill();
  }

  /** The environment that a command inherits from a spare without any word about it. */
  Map<String, String> environment() {
    return environment;
  }

  /** A process that runs the script; empty when there is none that could. */
  Optional<Child> become(byte[] script) throws IOException {
    Spare taken;
    synchronized (this) {
      taken = ready;
      ready = null;
    }
    return Optional.ofNullable(taken == null ? null : taken.become(script));
  }

  /** Makes one soon in the background if there is none. */
  void refill() {
    synchronized (this) {
      if (closed || due || ready != null) {
        return;
      }
      due = true;
    }
    CompletableFuture.delayedExecutor(
            QUIET.toMillis(), TimeUnit.MILLISECONDS, Thread.ofVirtual()::start)
        .execute(this::make);
  }

  private void make() {
    making.lock();
    try {
      synchronized (this) {
        due = false;
        if (closed || ready != null) {
          return;
        }
      }
      Cgroups.Group group = cgroups.makeAhead(counter.incrementAndGet());
      Spare made = Spare.start(pipes, group, environment);
      synchronized (this) {
        if (!closed) {
          ready = made;
          return;
        }
      }
      made.close();
    } catch (IOException e) {
      // The next command starts from nothing, and reports what is wrong.
    } finally {
      making.unlock();
    }
  }

  /** None is there nor being made when this returns. */
  @Override
  public void close() {
    Spare left;
    synchronized (this) {
      closed = true;
      left = ready;
      ready = null;
    }
    making.lock();
    making.unlock();
    if (left != null) {
      try {
        left.close();
      } catch (IOException e) {
        // Its pipes are closed as far as they can be.
      }
    }
  }
}
