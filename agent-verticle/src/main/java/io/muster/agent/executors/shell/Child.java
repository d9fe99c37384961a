package io.muster.agent.executors.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process with a session and a control group of its own, whose output comes through named pipes.
 * Closing it closes those and the group; the process itself is not ended.
 */
record Child(Process process, Pipes.Pipe out, Pipes.Pipe err, Cgroups.Group group)
    implements AutoCloseable {
  /** Where and with what a process starts. */
  record Place(Path folder, Map<String, String> environment) {}

  /**
   * Starts a program in the group, which is closed when that fails.
   *
   * @param group the program enters it by itself when {@code words} say so
   * @throws IllegalArgumentException when a word or a variable cannot be passed to the system
   */
  static Child start(
      Pipes pipes,
      Cgroups.Group group,
      List<String> words,
      ProcessBuilder.Redirect input,
      Place place)
      throws IOException {
    List<String> argv = new ArrayList<>(List.of("setsid"));
    argv.addAll(words);
    List<AutoCloseable> opened = new ArrayList<>(List.of(group));
    try {
      Pipes.Pipe out = pipes.take();
      opened.add(out);
      Pipes.Pipe err = pipes.take();
      opened.add(err);
      ProcessBuilder builder =
          new ProcessBuilder(argv)
              .directory(place.folder().toFile())
              .redirectInput(input)
              .redirectOutput(out.redirect())
              .redirectError(err.redirect());
      builder.environment().clear();
      builder.environment().putAll(place.environment());
      Process process = builder.start();
      out.given();
      err.given();
      return new Child(process, out, err, group);
    } catch (IOException | RuntimeException e) {
      for (AutoCloseable one : opened.reversed()) {
        close(one, e);
      }
      throw e;
    }
  }

  private static void close(AutoCloseable one, Exception because) {
    try {
      one.close();
    } catch (Exception e) {
      because.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try (group;
        err;
        out) {
      // Closed in this order: the pipes, then the group that their writers lived in.
    }
  }
}
