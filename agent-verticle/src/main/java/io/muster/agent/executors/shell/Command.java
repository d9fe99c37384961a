package io.muster.agent.executors.shell;

import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.agent.v1.Task;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process from start to end. */
final class Command {
  private static final long MAX_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final File NULL = new File("/dev/null");

  /** How it ended; {@code early} when it was cancelled or ran out of time. */
  record End(Finished finished, boolean early) {
    boolean succeeded() {
      return finished.getOutcome() == Outcome.OUTCOME_SUCCEEDED;
    }
  }

  private final ShellSettings settings;
  private final Pipes pipes;
  private final Cgroups cgroups;
  private final Task task;
  private final Surroundings around;
  private final Run run;
  private final Deadline deadline;

  Command(
      ShellSettings settings,
      Pipes pipes,
      Cgroups cgroups,
      Task task,
      Surroundings around,
      Run run,
      Deadline deadline) {
    this.settings = settings;
    this.pipes = pipes;
    this.cgroups = cgroups;
    this.task = task;
    this.around = around;
    this.run = run;
    this.deadline = deadline;
  }

  /** {@code told}: its start and output are reported, and it gets the task's standard input. */
  End run(List<String> argv, boolean told) {
    try (Cgroups.Group group = cgroups.make(around.mark());
        Pipes.Pipe out = pipes.take();
        Pipes.Pipe err = pipes.take()) {
      Process process = start(argv, group, out, err, told);
      Processes processes = Processes.of(process.pid(), around.mark(), group);
      if (told) {
        run.started(process.pid(), processes.trace());
      }
      Pump stdout = new Pump(out.reader, Stream.STREAM_STDOUT, told ? run : null);
      Pump stderr = new Pump(err.reader, Stream.STREAM_STDERR, told ? run : null);
      End end = await(process, processes);
      drain(stdout, stderr);
      out.close();
      err.close();
      stdout.ended(0);
      stderr.ended(0);
      return end;
    } catch (IOException e) {
      throw new CannotRun("the command could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRun("the agent was interrupted");
    }
  }

  private Process start(
      List<String> argv, Cgroups.Group group, Pipes.Pipe out, Pipes.Pipe err, boolean told)
      throws IOException {
    List<String> full = new ArrayList<>();
    full.add("setsid");
    full.addAll(group.entering());
    full.addAll(around.becoming());
    full.addAll(argv);
    ProcessBuilder builder = new ProcessBuilder(full).directory(around.folder().toFile());
    builder.redirectOutput(out.redirect()).redirectError(err.redirect());
    byte[] stdin = told ? task.getShell().getStdin().toByteArray() : new byte[0];
    Path input = stdin.length == 0 ? null : pipes.input(stdin);
    try {
      builder.redirectInput(input == null ? NULL : input.toFile());
      builder.environment().clear();
      builder.environment().putAll(around.environment());
      return builder.start();
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new CannotRun("the command cannot be passed to the system: " + e.getMessage());
    } finally {
      if (input != null) {
        Files.deleteIfExists(input);
      }
      out.given();
      err.given();
    }
  }

  private End await(Process process, Processes processes) throws InterruptedException {
    CompletableFuture<Process> exit = process.onExit();
    CompletableFuture<Run.Stop> stop = run.stop().toCompletableFuture();
    try {
      CompletableFuture.anyOf(exit, stop).get(deadline.leftMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      processes.end(settings.grace());
      return new End(
          Outcomes.of(
              Outcome.OUTCOME_TIMED_OUT, "ran longer than " + deadline.limit().toMillis() + " ms"),
          true);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    if (!exit.isDone()) {
      Run.Stop why = stop.join();
      processes.end(settings.grace());
      return new End(Outcomes.of(why.outcome(), why.reason()), true);
    }
    return new End(ended(process.exitValue()), false);
  }

  /**
   * The JDK gives 128 + n for signal n, as shells do; a program that exits so itself looks alike.
   */
  private static Finished ended(int code) {
    return code > 128 && code < 128 + 65 ? Outcomes.signal(code - 128) : Outcomes.exit(code);
  }

  /**
   * Output ends with the command. Where a child in the background still holds a pipe, what it holds
   * is read until it has been silent for a moment.
   */
  private void drain(Pump stdout, Pump stderr) throws InterruptedException {
    long began = System.nanoTime();
    long silence = settings.drain().toNanos();
    while (!(stdout.ended(1) && stderr.ended(1))) {
      boolean silent =
          Math.min(stdout.silentNanos(), System.nanoTime() - began) > silence || stdout.ended(1);
      boolean silentToo =
          Math.min(stderr.silentNanos(), System.nanoTime() - began) > silence || stderr.ended(1);
      boolean floods =
          System.nanoTime() - began > MAX_DRAIN_NANOS
              && stdout.silentNanos() + stderr.silentNanos() > 0;
      if (silent && silentToo || floods) {
        return;
      }
      stdout.ended(5);
    }
  }
}
