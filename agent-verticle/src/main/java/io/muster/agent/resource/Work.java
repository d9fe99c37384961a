package io.muster.agent.resource;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.agent.v1.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of a task, as a resource sees it: when it must end, and ways to speak and to run. */
public final class Work {
  private static final int PIECE = 48 * 1024;

  /** How a command ended, with the end of what it printed. */
  public record Ran(Finished finished, String output) {
    public boolean succeeded() {
      return finished.getOutcome() == Outcome.OUTCOME_SUCCEEDED;
    }
  }

  private final Task task;
  private final Run run;
  private final Executor shell;
  private final long endNanos;

  /** {@code shell} runs the commands that belong to the work. */
  public Work(Task task, Run run, Executor shell) {
    this.task = task;
    this.run = run;
    this.shell = shell;
    this.endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(task.getTimeoutMs());
  }

  public Task task() {
    return task;
  }

  public String nodeId() {
    return run.nodeId();
  }

  /** What is left of the task's time; zero or less when it is over. */
  public Duration left() {
    return Duration.ofNanos(endNanos - System.nanoTime());
  }

  /** Throws {@link WorkEnded} when the work was cancelled or its time is over. */
  public void check() {
    pause(Duration.ZERO);
  }

  /** Waits, but never beyond a cancel or the task's time: then it throws {@link WorkEnded}. */
  public void pause(Duration time) {
    long left = endNanos - System.nanoTime();
    var stop = run.stop().toCompletableFuture();
    try {
      throw WorkEnded.stopped(
          stop.get(Math.clamp(time.toNanos(), 0, Math.max(0, left)), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      if (time.toNanos() >= left) {
        throw new WorkEnded(
            Outcomes.of(
                Outcome.OUTCOME_TIMED_OUT, "took longer than " + task.getTimeoutMs() + " ms"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw WorkEnded.failed("the agent was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Prints on standard output. */
  public void print(String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < data.length; ) {
      int end = Math.min(data.length, at + PIECE);
      while (end < data.length && (data[end] & 0xC0) == 0x80) {
        end--;
      }
      run.output(Stream.STREAM_STDOUT, ByteString.copyFrom(data, at, end - at));
      at = end;
    }
  }

  /** Runs a shell line to its end, within the task's time. */
  public Ran shell(String line, Map<String, String> environment) {
    return shell(line, environment, run, left());
  }

  /** As {@link #shell(String, Map)}, but for what must be tried even after a cancel. */
  public Ran shellAnyway(String line, Map<String, String> environment, Duration limit) {
    return shell(line, environment, new Unstoppable(run), limit);
  }

  private Ran shell(String line, Map<String, String> environment, Run within, Duration limit) {
    Task command =
        task.toBuilder()
            .setShell(Shell.newBuilder().setLine(line).putAllEnv(environment))
            .setTimeoutMs(Math.max(1, limit.toMillis()))
            .build();
    Captured captured = new Captured(within);
    Finished finished = shell.execute(command, captured);
    return new Ran(finished, captured.text());
  }

  private record Unstoppable(Run run) implements Run {
    @Override
    public String nodeId() {
      return run.nodeId();
    }

    @Override
    public void started(long pid, String trace) {
      run.started(pid, trace);
    }

    @Override
    public void output(Stream stream, ByteString data) {
      run.output(stream, data);
    }

    @Override
    public java.util.concurrent.CompletionStage<Stop> stop() {
      return new java.util.concurrent.CompletableFuture<>();
    }
  }
}
