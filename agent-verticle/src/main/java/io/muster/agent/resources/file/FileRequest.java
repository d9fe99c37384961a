package io.muster.agent.resources.file;

import io.muster.agent.resource.WorkEnded;
import io.muster.protocol.agent.v1.File;
import io.muster.protocol.agent.v1.Task;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a task wants of a file, checked. Whoever signs tasks is trusted, but not to be without
 * mistakes.
 *
 * @param mode permission bits, or -1 to keep those that are there
 * @param user empty to keep the one that is there; so is {@code group}
 */
record FileRequest(
    Path path, File file, int mode, String user, String group, String jobId, String taskId) {
  private static final int NEW_MODE = 0644;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern MODE = Pattern.compile("0?[0-7]{3}|[0-7]{4}");
  private static final Pattern JOB = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  static FileRequest of(Task task) {
    File file = task.getFile();
    Path path = path(file.getPath());
    require(HASH.matcher(file.getSha256()).matches(), "sha256", file.getSha256(), "64 hex digits");
    require(
        file.getMode().isEmpty() || MODE.matcher(file.getMode()).matches(),
        "mode",
        file.getMode(),
        "octal, such as 0644");
    require(isJobId(task.getJobId()), "job id", task.getJobId(), "a plain word");
    String[] owner = file.getOwner().split(":", 2);
    return new FileRequest(
        path,
        file,
        file.getMode().isEmpty() ? -1 : Integer.parseInt(file.getMode(), 8),
        owner[0],
        owner.length > 1 ? owner[1] : "",
        task.getJobId(),
        task.getTaskId());
  }

  static boolean isJobId(String id) {
    return JOB.matcher(id).matches();
  }

  private static Path path(String text) {
    try {
      Path path = Path.of(text);
      require(
          path.isAbsolute() && path.getFileName() != null && path.equals(path.normalize()),
          "path",
          text,
          "absolute, without '.' and '..'");
      return path;
    } catch (InvalidPathException e) {
      throw WorkEnded.failed("path '" + text + "' is none on this node: " + e.getReason());
    }
  }

  private static void require(boolean ok, String what, String value, String wanted) {
    if (!ok) {
      throw WorkEnded.failed(what + " '" + value + "' must be " + wanted);
    }
  }

  /** The mode that the file gets in place of what is there. */
  int modeOver(Seen seen) {
    return mode >= 0 ? mode : seen.exists() ? seen.mode() : NEW_MODE;
  }

  String label() {
    return file.getName().isEmpty() ? path.toString() : file.getName();
  }
}
