package io.muster.cluster.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same bytes as often, without Muster: by cp on the same disk, and by scp over loopback. All
 * copies run at once, as the agents do, and each is fsynced.
 */
final class CopyFloors {
  private static final String CP = "cp --reflink=never \"$1\" \"$2\" && sync \"$2\"";
  private static final String SCP =
      "src=$1; dst=$2; shift 2; \"$@\" \"$src\" 127.0.0.1:\"$dst\" && sync \"$dst\"";

  private final SshServer ssh;
  private final int copies;

  CopyFloors(SshServer ssh, int copies) {
    this.ssh = ssh;
    this.copies = copies;
  }

  /** Milliseconds until the last copy is on the disk. */
  double cp(Path source, Path folder) throws IOException, InterruptedException {
    return copy(source, folder, "cp", CP, List.of());
  }

  /** As {@link #cp}. */
  double scp(Path source, Path folder) throws IOException, InterruptedException {
    return copy(source, folder, "scp", SCP, ssh.scp());
  }

  private double copy(Path source, Path folder, String name, String script, List<String> more)
      throws IOException, InterruptedException {
    Disk.settle(folder);
    List<Process> running = new ArrayList<>();
    long began = System.nanoTime();
    try {
      for (int i = 0; i < copies; i++) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, name));
        command.addAll(List.of(source.toString(), folder.resolve(name + "-" + i).toString()));
        command.addAll(more);
        running.add(new ProcessBuilder(command).inheritIO().start());
      }
      for (Process process : running) {
        if (process.waitFor() != 0) {
          throw new IOException(name + " of " + source + " failed, see above");
        }
      }
    } finally {
      running.forEach(Process::destroy);
    }
    double took = JobRound.millis(began);
    for (int i = 0; i < copies; i++) {
      Path copy = folder.resolve(name + "-" + i);
      if (Files.mismatch(source, copy) >= 0) {
        throw new IOException(copy + " is not the content that was copied");
      }
      Files.delete(copy);
    }
    return took;
  }
}
