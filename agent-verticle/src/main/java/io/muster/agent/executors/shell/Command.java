package io.muster.agent.executors.shell;

import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Outcome;
import io.muster.protocol.agent.v1.Stream;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process from start to end. */
final class Command {
  private static final long MAX_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final Path NULL = Path.of("/dev/null");

  /** After so long a command is none of the short ones, and the next may have its spare. */
  private static final long SHORT_MILLIS = 100;

  /** How it ended; {@code early} when it was cancelled or ran out of time. */
  record End(Finished finished, boolean early) {
    boolean succeeded() {
      return finished.getOutcome() == Outcome.OUTCOME_SUCCEEDED;
    }
  }

  private final ShellSettings settings;
  private final Pipes pipes;
  private final Cgroups cgroups;
  private final Spares spares;
  private final Task task;
  private final Surroundings around;
  private final Run run;
  private final Deadline deadline;

  Command(
      ShellSettings settings,
      Pipes pipes,
      Cgroups cgroups,
      Spares spares,
      Task task,
      Surroundings around,
      Run run,
      Deadline deadline) {
    this.settings = settings;
    this.pipes = pipes;
    this.cgroups = cgroups;
    this.spares = spares;
    this.task = task;
    this.around = around;
    this.run = run;
    this.deadline = deadline;
  }

  /** {@code told}: its start and output are reported, and it gets the task's standard input. */
  End run(List<String> argv, boolean told) {
    try (Child child = start(argv, told)) {
      Process process = child.process();
      Processes processes = Processes.of(process.pid(), around.mark(), child.group());
      if (told) {
        run.started(process.pid(), processes.trace());
      }
      Pump stdout = new Pump(child.out().reader, Stream.STREAM_STDOUT, told ? run : null);
      Pump stderr = new Pump(child.err().reader, Stream.STREAM_STDERR, told ? run : null);
      End end = await(process, processes);
      drain(stdout, stderr);
      child.out().close();
      child.err().close();
      stdout.ended(0);
      stderr.ended(0);
      return end;
    } catch (IOException e) {
      throw new CannotRun("the command could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotRun("the agent was interrupted");
    } finally {
      spares.refill();
    }
  }

  private Child start(List<String> argv, boolean told) throws IOException {
    byte[] stdin = told ? task.getShell().getStdin().toByteArray() : new byte[0];
    if (stdin.length > 0) {
      return startNew(argv, stdin);
    }
    Optional<byte[]> script =
        told ? Script.of(around, spares.environment(), argv, NULL) : Optional.empty();
    Optional<Child> ahead = script.isPresent() ? spares.become(script.get()) : Optional.empty();
    return ahead.isPresent() ? ahead.get() : startNew(argv, stdin);
  }

  private Child startNew(List<String> argv, byte[] stdin) throws IOException {
    Cgroups.Group group = cgroups.make(around.mark());
    List<String> words = new ArrayList<>(group.entering());
    words.addAll(around.becoming());
    words.addAll(argv);
    Path input = stdin.length == 0 ? NULL : pipes.input(stdin);
    try {
      return Child.start(
          pipes,
          group,
          words,
          ProcessBuilder.Redirect.from(input.toFile()),
          new Child.Place(around.folder(), around.environment()));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new CannotRun("the command cannot be passed to the system: " + e.getMessage());
    } finally {
      if (stdin.length > 0) {
        Files.deleteIfExists(input);
      }
    }
  }

  private End await(Process process, Processes processes) throws InterruptedException {
    CompletableFuture<Process> exit = process.onExit();
    CompletableFuture<Run.Stop> stop = run.stop().toCompletableFuture();
    CompletableFuture<Object> either = CompletableFuture.anyOf(exit, stop);
    if (!within(either, Math.min(SHORT_MILLIS, deadline.leftMillis()))) {
      spares.refill();
      if (!within(either, deadline.leftMillis())) {
        processes.end(settings.grace());
        String late = "ran longer than " + deadline.limit().toMillis() + " ms";
        return new End(Outcomes.of(Outcome.OUTCOME_TIMED_OUT, late), true);
      }
    }
    if (!exit.isDone()) {
      Run.Stop why = stop.join();
      processes.end(settings.grace());
      return new End(Outcomes.of(why.outcome(), why.reason()), true);
    }
    return new End(ended(process.exitValue()), false);
  }

  private static boolean within(CompletableFuture<Object> future, long millis)
      throws InterruptedException {
    try {
      future.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
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
