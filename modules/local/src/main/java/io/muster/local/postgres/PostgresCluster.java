package io.muster.local.postgres;

import io.muster.local.LocalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The files of a server: made under another name and renamed when complete, so that a kill on the
 * way leaves nothing that looks like a database.
 */
final class PostgresCluster {
  private static final String HERE = "/proc/self/cwd";

  private final PostgresConfig config;
  private final Optional<PostgresUser> user = PostgresUser.needed();
  private Path binaries;

  PostgresCluster(PostgresConfig config) {
    this.config = config;
  }

  String program(String name) {
    return binaries.resolve("bin").resolve(name).toString();
  }

  /** Unpacks the programs and makes the database, each only if it is not there. */
  void prepare() {
    binaries = PostgresBinaries.unpack(config.cache());
    Path data = config.data();
    if (Files.exists(data)) {
      checkVersion(data);
      if (!Files.exists(config.passwordFile())) {
        throw new LocalException(
            "the database in "
                + data
                + " has no password file "
                + config.passwordFile()
                + "; put it back, or remove the folder to begin anew");
      }
      return;
    }
    try {
      Files.createDirectories(config.home());
      create(data);
    } catch (IOException e) {
      throw new LocalException("the database cannot be made in " + data + ": " + e, e);
    }
  }

  private void checkVersion(Path data) {
    String ours = PostgresBinaries.version().split("\\.")[0];
    String theirs;
    try {
      theirs = Files.readString(data.resolve("PG_VERSION")).strip();
    } catch (IOException e) {
      throw new LocalException(data + " is not a PostgreSQL data folder: it has no PG_VERSION", e);
    }
    if (!theirs.equals(ours)) {
      throw new LocalException(
          "the database in "
              + data
              + " was made by PostgreSQL "
              + theirs
              + " and this is "
              + ours
              + "; use the Muster that made it and move the data with pg_dump");
    }
  }

  private void create(Path data) throws IOException {
    Path part = config.home().resolve("data.part");
    Path word = config.home().resolve("initdb.password");
    PostgresBinaries.delete(part);
    Files.deleteIfExists(word);
    own(Files.createDirectory(part, mode("rwx------")));
    // The folder between is passed through by the server's user when it reads the password.
    Files.setPosixFilePermissions(config.home(), PosixFilePermissions.fromString("rwx--x--x"));
    own(Files.createFile(word, mode("rw-------")));
    Files.writeString(word, password() + "\n");
    List<String> initdb =
        new ArrayList<>(List.of(program("initdb"), "-D", HERE, "-U", EmbeddedPostgres.USER));
    initdb.addAll(List.of("-A", "scram-sha-256", "--pwfile=../" + word.getFileName()));
    initdb.addAll(List.of("--locale=C", "--encoding=UTF8"));
    if (!config.durable()) {
      initdb.add("--no-sync");
    }
    run(initdb, part, "");
    run(
        List.of(program("postgres"), "--single", "-D", HERE, "template1"),
        part,
        "CREATE DATABASE " + EmbeddedPostgres.USER + "\n");
    Files.delete(word);
    Files.move(part, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The password that was made before, else a new one; written before anything depends on it. */
  private String password() throws IOException {
    Path file = config.passwordFile();
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(part, mode("rw-------"));
    Files.writeString(part, password + "\n");
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }

  private void own(Path path) {
    user.ifPresent(u -> u.own(path));
  }

  private static java.nio.file.attribute.FileAttribute<?> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private void run(List<String> command, Path directory, String input) throws IOException {
    Process process = builder(command, directory).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        String name = Path.of(command.getFirst()).getFileName().toString();
        throw new LocalException(name + " failed: " + problem(output));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LocalException("interrupted while the database was made", e);
    }
  }

  private static String problem(String output) {
    List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .filter(
            line -> line.contains("error:") || line.contains("FATAL") || line.contains("failed"))
        .findFirst()
        .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast());
  }

  /**
   * Starts the server in its folder, in a session of its own so that a Ctrl-C does not reach it.
   */
  Process spawn(List<String> command) {
    List<String> detached = new ArrayList<>(List.of("setsid"));
    detached.addAll(command);
    try {
      Files.createDirectories(config.log().toAbsolutePath().getParent());
      return builder(detached, config.data())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(config.log().toFile()))
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .start();
    } catch (IOException e) {
      throw new LocalException("PostgreSQL cannot be started: " + e.getMessage(), e);
    }
  }

  private ProcessBuilder builder(List<String> command, Path directory) {
    List<String> words = new ArrayList<>(user.map(PostgresUser::prefix).orElse(List.of()));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("LC_ALL", "C");
    return builder;
  }
}
