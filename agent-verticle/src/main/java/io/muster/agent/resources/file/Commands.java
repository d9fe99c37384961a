package io.muster.agent.resources.file;

import io.muster.agent.resource.Work;
import io.muster.protocol.agent.v1.Finished;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The commands that belong to a file. */
record Commands(Work work) {
  /** How long a reload may take that puts things right again after the task's time. */
  private static final Duration REPAIR = Duration.ofSeconds(30);

  Work.Ran run(String line, Path file) {
    return work.shell(line, environment(file));
  }

  Work.Ran runAnyway(String line, Path file) {
    Duration left = work.left();
    return work.shellAnyway(line, environment(file), left.compareTo(REPAIR) > 0 ? left : REPAIR);
  }

  private static Map<String, String> environment(Path file) {
    return Map.of("MUSTER_FILE", file.toString());
  }

  /** How it ended, with {@code shown} in the place of a temporary path that differs by node. */
  static String words(Work.Ran ran, Path ranOn, Path shown) {
    Finished end = ran.finished();
    String how =
        end.hasExitCode() && end.getMessage().isEmpty()
            ? "exit code " + end.getExitCode()
            : end.getMessage();
    String output = ran.output().replace(ranOn.toString(), shown.toString());
    return output.isEmpty() ? how : how + ": " + output;
  }
}
