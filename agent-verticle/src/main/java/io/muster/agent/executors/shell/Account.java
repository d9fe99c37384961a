package io.muster.agent.executors.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A user of this machine, by {@code /etc/passwd} or whatever else {@code getent} asks. */
record Account(String name, long uid, long gid, Path home, String shell) {
  static Optional<Account> find(String user) {
    try {
      for (String line : Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(user + ":")) {
          return parse(line);
        }
      }
      return parse(getent(user));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Account> parse(String line) {
    String[] f = line.strip().split(":", -1);
    return f.length < 7
        ? Optional.empty()
        : Optional.of(
            new Account(f[0], Long.parseLong(f[2]), Long.parseLong(f[3]), Path.of(f[5]), f[6]));
  }

  private static String getent(String user) throws IOException {
    if (user.startsWith("-")) {
      return "";
    }
    Process process =
        new ProcessBuilder("getent", "passwd", user)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } finally {
      process.getInputStream().close();
      process.getOutputStream().close();
    }
  }
}
