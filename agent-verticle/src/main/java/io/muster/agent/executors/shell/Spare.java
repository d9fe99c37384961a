package io.muster.agent.executors.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A shell that was started ahead of need, in its session and its control group, and waits for the
 * command that it is to become. To become it costs one {@code exec}; to start a process from
 * nothing costs four of them, which is most of the time that a short command takes.
 *
 * <p>It ends when the agent does: the script that it reads ends then, and what came of it is no
 * whole command.
 */
final class Spare implements AutoCloseable {
  private final Child child;
  private final Pipes.Feed script;

  private Spare(Child child, Pipes.Feed script) {
    this.child = child;
    this.script = script;
  }

  static Spare start(Pipes pipes, Cgroups.Group group, Map<String, String> environment)
      throws IOException {
    Pipes.Feed script = pipes.takeFeed();
    try {
      Child child =
          Child.start(
              pipes,
              group,
              List.of("/bin/sh"),
              script.redirect(),
              new Child.Place(Path.of("/"), environment));
      script.given();
      script.write(group.enter().getBytes(StandardCharsets.UTF_8));
      return new Spare(child, script);
    } catch (IOException | RuntimeException e) {
      script.close();
      throw e;
    }
  }

  /**
   * Becomes the command of that script. Null when it cannot any more, and then it did nothing of it
   * and is closed.
   */
  Child become(byte[] wanted) throws IOException {
    try {
      if (child.process().isAlive()) {
        script.write(wanted);
        script.close();
        return child;
      }
    } catch (IOException e) {
      // It has ended; a part of a script does nothing.
    }
    close();
    return null;
  }

  @Override
  public void close() throws IOException {
    try {
      script.close();
      child.process().destroyForcibly().waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      child.close();
    }
  }
}
