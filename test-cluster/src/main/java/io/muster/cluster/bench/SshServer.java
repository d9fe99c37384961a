package io.muster.cluster.bench;

import io.muster.local.process.Child;
import io.muster.local.process.Command;
import io.muster.local.process.Ports;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An sshd on loopback with keys and a configuration of its own, for the user that runs it. */
final class SshServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Where sshd locks unprivileged children in; the package's service makes it at its start. */
  private static final Path EMPTY = Path.of("/run/sshd");

  private final SshPrograms programs;
  private final Path folder;
  private final int port;
  private final Child child;

  private SshServer(SshPrograms programs, Path folder, int port) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
    List<String> command =
        List.of(programs.sshd().toString(), "-D", "-e", "-f", folder.resolve("conf").toString());
    this.child = new Child("sshd", command, Map.of(), folder.resolve("log"));
  }

  /** Starts it and waits until it listens. */
  static SshServer start(SshPrograms programs) throws IOException {
    Path folder = Files.createTempDirectory("muster-bench-ssh");
    int port = Ports.free();
    SshServer server = new SshServer(programs, folder, port);
    try {
      server.configure();
      server.child.start();
      server.child.awaitReady(server::listens, LIMIT);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void configure() throws IOException {
    if (System.getProperty("user.name").equals("root") && !Files.exists(EMPTY)) {
      Files.createDirectory(
          EMPTY,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    key("host");
    key("user");
    String host = Files.readString(folder.resolve("host.pub"));
    Files.writeString(folder.resolve("known"), "[127.0.0.1]:" + port + " " + host);
    // The keys lie in a folder that nobody else can enter; StrictModes would object to /tmp.
    Files.writeString(
        folder.resolve("conf"),
        """
        ListenAddress 127.0.0.1:%d
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        UsePAM no
        StrictModes no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        MaxStartups 1000
        Subsystem sftp internal-sftp
        LogLevel ERROR
        """
            .formatted(port, folder.resolve("host"), folder.resolve("user.pub")));
  }

  private void key(String name) throws IOException {
    String file = folder.resolve(name).toString();
    Command.Result made =
        new Command(programs.keygen().toString(), "-q", "-t", "ed25519", "-N", "", "-f", file)
            .run(LIMIT);
    if (!made.succeeded()) {
      throw new IOException("ssh-keygen failed: " + made.lastLine());
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The words of a command that copies; source and {@code 127.0.0.1:target} follow. */
  List<String> scp() {
    return List.of(
        programs.scp().toString(),
        "-q",
        "-F",
        "none",
        "-P",
        Integer.toString(port),
        "-i",
        folder.resolve("user").toString(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "BatchMode=yes",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "UserKnownHostsFile=" + folder.resolve("known"));
  }

  @Override
  public void close() throws IOException {
    child.stop("TERM", LIMIT);
    DataFiles.remove(folder);
  }
}
