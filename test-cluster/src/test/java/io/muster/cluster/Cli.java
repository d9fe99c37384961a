package io.muster.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The command line, each call a process of its own. */
final class Cli {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** How a call ended. */
  record Ended(int code, String out, String err) {}

  private final TestCluster cluster;
  private final AtomicInteger calls = new AtomicInteger();

  Cli(TestCluster cluster) {
    this.cluster = cluster;
  }

  /** A call that runs; its output goes to files. */
  final class Call {
    private final Process process;
    private final Path out;
    private final Path err;

    private Call(String... arguments) {
      String name = "cli-" + calls.incrementAndGet();
      out = cluster.root().resolve(name + ".out");
      err = cluster.root().resolve(name + ".err");
      // A build that was started in the background ignores SIGINT, and its children would too.
      List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
      command.addAll(Jvms.java("-Xmx128m", "io.muster.cli.Main", arguments));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().put("MUSTER_SERVER", cluster.serverUrl(0));
      builder.environment().put("MUSTER_TOKEN", cluster.adminToken());
      builder.environment().put("MUSTER_CA", cluster.trust().resolve("ca.crt").toString());
      try {
        process = builder.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    ProcessHandle handle() {
      return process.toHandle();
    }

    Path out() {
      return out;
    }

    /** Ctrl-C. */
    void interrupt() {
      Signals.send("INT", process.pid());
    }

    /** Waits for its end. */
    int code(Duration limit) {
      try {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("the command line did not end within " + limit);
        }
        return process.exitValue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    Ended ended(Duration limit) {
      int code = code(limit);
      try {
        return new Ended(code, Files.readString(out), Files.readString(err));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Call start(String... arguments) {
    return new Call(arguments);
  }

  Ended run(String... arguments) {
    return start(arguments).ended(LIMIT);
  }
}
