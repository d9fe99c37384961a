package io.muster.agent.executors.shell;

import io.muster.agent.executor.Executor;
import io.muster.agent.executor.Outcomes;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Finished;
import io.muster.protocol.agent.v1.Shell;
import io.muster.protocol.agent.v1.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Runs a program or a shell line. A guard that says no makes the task succeed as skipped. Children
 * that a command leaves in the background live on when it ends by itself, and are ended with it
 * when it is cancelled or runs out of time, even those that made a session of their own.
 */
public final class ShellExecutor implements Executor, AutoCloseable {
  private volatile ShellSettings settings;
  private Pipes pipes;
  private Cgroups cgroups;
  private Spares spares;

  /** For {@link java.util.ServiceLoader}; needs {@link #configure}. */
  public ShellExecutor() {}

  public ShellExecutor(ShellSettings settings) {
    use(settings);
  }

  @Override
  public Task.WorkCase kind() {
    return Task.WorkCase.SHELL;
  }

  @Override
  public void configure(UnaryOperator<String> get) {
    use(settings(get));
  }

  @Override
  public void reconfigure(UnaryOperator<String> get) {
    settings = settings(get);
  }

  /** Makes nothing ahead for commands to come any more; what runs goes on. */
  @Override
  public void close() {
    spares.close();
    pipes.close();
  }

  private static ShellSettings settings(UnaryOperator<String> get) {
    return new ShellSettings(
        Duration.parse(get.apply("shell.grace")),
        Duration.parse(get.apply("shell.drain")),
        Boolean.parseBoolean(get.apply("shell.cgroups")),
        Path.of(get.apply("runFolder")),
        Path.of(get.apply("configFolder")));
  }

  private void use(ShellSettings wanted) {
    settings = wanted;
    try {
      pipes = new Pipes(wanted.runFolder());
    } catch (IOException e) {
      throw new UncheckedIOException(
          wanted.runFolder() + " cannot be used for the pipes of commands", e);
    }
    cgroups = wanted.cgroups() ? Cgroups.find() : Cgroups.none();
    spares = new Spares(pipes, cgroups);
  }

  @Override
  public Finished execute(Task task, Run run) {
    Shell shell = task.getShell();
    try {
      Surroundings around = Surroundings.of(task, run.nodeId(), settings.configFolder());
      Deadline deadline = Deadline.in(Duration.ofMillis(task.getTimeoutMs()));
      Finished guarded = guard(task, shell, around, run, deadline);
      if (guarded != null) {
        return guarded;
      }
      List<String> argv =
          shell.getLine().isEmpty() ? shell.getArgvList() : around.line(shell.getLine());
      return command(task, around, run, deadline).run(around.resolve(argv), true).finished();
    } catch (CannotRun e) {
      return e.finished();
    }
  }

  private Finished guard(Task task, Shell shell, Surroundings around, Run run, Deadline deadline) {
    if (!shell.getCreates().isEmpty() && Files.exists(around.path(shell.getCreates()))) {
      return Outcomes.skipped(shell.getCreates() + " exists");
    }
    if (!shell.getOnlyif().isEmpty()) {
      Command.End end =
          command(task, around, run, deadline).run(around.line(shell.getOnlyif()), false);
      if (end.early()) {
        return end.finished();
      }
      if (!end.succeeded()) {
        return Outcomes.skipped("onlyif failed: " + shell.getOnlyif());
      }
    }
    if (!shell.getUnless().isEmpty()) {
      Command.End end =
          command(task, around, run, deadline).run(around.line(shell.getUnless()), false);
      if (end.early()) {
        return end.finished();
      }
      if (end.succeeded()) {
        return Outcomes.skipped("unless succeeded: " + shell.getUnless());
      }
    }
    return null;
  }

  private Command command(Task task, Surroundings around, Run run, Deadline deadline) {
    return new Command(settings, pipes, cgroups, spares, task, around, run, deadline);
  }

  @Override
  public void endLeftover(String trace) {
    Processes.ofTrace(trace, cgroups).ifPresent(left -> left.end(settings.grace()));
  }
}
