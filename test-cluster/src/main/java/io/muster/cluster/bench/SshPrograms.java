package io.muster.cluster.bench;

import io.muster.local.LocalException;
import io.muster.local.process.Command;
import java.nio.file.Path;

/** The programs of OpenSSH on this machine. */
record SshPrograms(Path sshd, Path scp, Path keygen) {
  /**
   * Finds them.
   *
   * @throws LocalException saying how to install what is missing
   */
  static SshPrograms require() {
    return new SshPrograms(
        find("sshd", "openssh-server"),
        find("scp", "openssh-client"),
        find("ssh-keygen", "openssh-client"));
  }

  private static Path find(String program, String from) {
    return Command.find(program)
        .map(Path::toAbsolutePath) // sshd runs itself again by its path
        .orElseThrow(
            () ->
                new LocalException(
                    program + " is missing; install it with: apt-get install " + from));
  }
}
