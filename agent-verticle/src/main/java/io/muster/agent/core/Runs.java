package io.muster.agent.core;

import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run.Stop;
import io.muster.agent.ledger.AttemptKey;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that run and those that wait for a place. One that waits is not accepted: it is in
 * memory only, the control plane still counts it as dispatched, and a crash loses nothing because
 * catch-up brings it again. It is written down when its turn comes, if its time has not passed.
 */
final class Runs {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

  private static final class Job {
    final Task task;
    final CompletableFuture<Stop> stop = new CompletableFuture<>();
    boolean running;

    Job(Task task) {
      this.task = task;
    }
  }

  private final AgentScope scope;
  private final Endings endings;
  private final Map<Task.WorkCase, Executor> executors = new EnumMap<>(Task.WorkCase.class);
  private final Map<AttemptKey, Job> jobs = new LinkedHashMap<>();
  private final Runnable changed;
  private final Runnable missed;
  private int running;
  private boolean missing;
  private boolean stopping;
  private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);

  /**
   * Makes an agent without tasks.
   *
   * @param changed called when the number of running tasks changes
   * @param missed called when there is room again after tasks were left to catch-up
   */
  Runs(
      AgentScope scope,
      Endings endings,
      List<Executor> executors,
      Runnable changed,
      Runnable missed) {
    this.scope = scope;
    this.endings = endings;
    this.changed = changed;
    this.missed = missed;
    executors.forEach(executor -> this.executors.put(executor.kind(), executor));
  }

  synchronized boolean has(AttemptKey key) {
    return jobs.containsKey(key);
  }

  synchronized int running() {
    return running;
  }

  /** Runs a task now or when there is a place. */
  void take(AttemptKey key, Task task) {
    Job job = new Job(task);
    synchronized (this) {
      if (stopping || jobs.containsKey(key)) {
        return;
      }
      if (jobs.size() >= scope.options().parallel() + scope.options().queue()) {
        missing = true;
        return;
      }
      jobs.put(key, job);
      if (running >= scope.options().parallel()) {
        return;
      }
      begin(job);
    }
    scope.workers().run(() -> run(key, job));
  }

  private void begin(Job job) {
    job.running = true;
    if (running++ == 0) {
      idle = new CompletableFuture<>();
    }
  }

  /** Ends a task that waits or runs; false when there is none. */
  boolean cancel(AttemptKey key, String reason) {
    Job job;
    boolean waiting;
    synchronized (this) {
      job = jobs.get(key);
      if (job == null) {
        return false;
      }
      waiting = !job.running;
      if (waiting) {
        jobs.remove(key);
      }
    }
    if (waiting) {
      endings.refuse(job.task, Outcome.OUTCOME_CANCELLED, reason);
    } else {
      job.stop.complete(new Stop(Outcome.OUTCOME_CANCELLED, reason));
    }
    return true;
  }

  private void run(AttemptKey key, Job job) {
    try {
      changed.run();
      if (accept(key, job.task)) {
        execute(key, job);
      }
    } catch (RuntimeException | Error e) {
      LOG.error("task {} broke the agent's own code", key, e);
    } finally {
      end(key);
    }
  }

  private boolean accept(AttemptKey key, Task task) {
    long late = scope.clock().millis() - task.getAcceptBeforeMs();
    if (late > 0) {
      endings.refuse(
          task, Outcome.OUTCOME_EXPIRED, "waited for a place until " + late + " ms after its time");
      return false;
    }
    try {
      return scope.ledger().accept(key, task.getAcceptBeforeMs());
    } catch (IOException e) {
      LOG.error("task {} is refused: the ledger cannot be written: {}", key, e.toString());
      endings.end(
          key,
          1,
          Outcomes.failed(
              "not run: the agent's ledger cannot be written (" + e.getMessage() + ")"));
      return false;
    }
  }

  private void execute(AttemptKey key, Job job) {
    Executor executor = executors.get(job.task.getWorkCase());
    String kind = job.task.getWorkCase().name();
    Attempt attempt = new Attempt(scope, key, kind, job.stop);
    attempt.accepted();
    Finished finished;
    try {
      finished =
          executor == null
              ? Outcomes.failed("this agent has no executor for " + kind + "; is it too old?")
              : executor.execute(job.task, attempt);
    } catch (RuntimeException | Error e) {
      LOG.error("executor {} failed in task {}", kind, key, e);
      finished = Outcomes.failed("the agent's executor failed: " + e);
    }
    attempt.finish(finished);
    scope.sender().unlisten(key);
  }

  private void end(AttemptKey key) {
    Map.Entry<AttemptKey, Job> next = null;
    boolean ask;
    synchronized (this) {
      jobs.remove(key);
      running--;
      if (!stopping && running < scope.options().parallel()) {
        next = firstWaiting();
      }
      if (next != null) {
        begin(next.getValue());
      } else if (running == 0) {
        idle.complete(null);
      }
      ask = missing && jobs.size() < scope.options().parallel();
      missing &= !ask;
    }
    if (ask) {
      missed.run();
    }
    if (next == null) {
      changed.run();
    } else {
      Map.Entry<AttemptKey, Job> turn = next;
      scope.workers().run(() -> run(turn.getKey(), turn.getValue()));
    }
  }

  /** Begins what waits, after there came to be more places. */
  void fill() {
    while (true) {
      Map.Entry<AttemptKey, Job> next;
      synchronized (this) {
        next = stopping || running >= scope.options().parallel() ? null : firstWaiting();
        if (next == null) {
          return;
        }
        begin(next.getValue());
      }
      Map.Entry<AttemptKey, Job> turn = next;
      scope.workers().run(() -> run(turn.getKey(), turn.getValue()));
    }
  }

  private Map.Entry<AttemptKey, Job> firstWaiting() {
    for (Map.Entry<AttemptKey, Job> entry : jobs.entrySet()) {
      if (!entry.getValue().running) {
        return Map.entry(entry.getKey(), entry.getValue());
      }
    }
    return null;
  }

  /**
   * Takes nothing more, drops what waits (catch-up brings it back), lets running tasks go on for
   * the grace, then ends them.
   */
  CompletableFuture<Void> stop(Duration grace) {
    CompletableFuture<Void> done;
    synchronized (this) {
      stopping = true;
      for (Iterator<Job> all = jobs.values().iterator(); all.hasNext(); ) {
        if (!all.next().running) {
          all.remove();
        }
      }
      done = idle;
    }
    done.copy()
        .orTimeout(grace.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            late -> {
              endRunning();
              return null;
            });
    return done;
  }

  private synchronized void endRunning() {
    Stop stop = new Stop(Outcome.OUTCOME_CANCELLED, "the agent was stopped");
    jobs.values().forEach(job -> job.stop.complete(stop));
  }
}
