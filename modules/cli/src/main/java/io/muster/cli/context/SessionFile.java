package io.muster.cli.context;

import io.muster.cli.CliException;
import io.muster.cli.json.Fields;
import io.muster.cli.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * {@code ~/.config/muster/sessions.json}, mode 0600: the sessions of {@code muster login}, the
 * newest first. A refresh token works once, so only one process at a time changes the file.
 */
public final class SessionFile {
  private final Path file;

  SessionFile(Path folder) {
    this.file = folder.resolve("sessions.json");
  }

  /** The sessions there are; a file that cannot be read as such has none. */
  public List<Session> read() {
    try {
      List<Session> sessions = new ArrayList<>();
      for (Fields one : Fields.of(Json.parse(Files.readAllBytes(file))).objects("sessions")) {
        sessions.add(
            new Session(
                one.texts("servers"),
                one.text("ca"),
                one.text("user"),
                one.text("token"),
                Instant.parse(one.text("expires")),
                one.text("refresh"),
                Instant.parse(one.text("ends"))));
      }
      return sessions;
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | DateTimeException e) {
      return List.of();
    }
  }

  /** Changes the sessions while no other process does. */
  public void change(UnaryOperator<List<Session>> step) {
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path lock = file.resolveSibling("sessions.lock");
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var held = channel.lock()) {
        List<Session> before = read();
        List<Session> after = step.apply(before);
        if (!after.equals(before) && held.isValid()) {
          write(after);
        }
      }
    } catch (IOException e) {
      throw CliException.usage(file + " cannot be written: " + e.getMessage());
    }
  }

  private void write(List<Session> sessions) throws IOException {
    List<Object> list = new ArrayList<>();
    for (Session session : sessions) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("servers", session.servers());
      one.put("ca", session.ca());
      one.put("user", session.user());
      one.put("token", session.token());
      one.put("expires", session.expires().toString());
      one.put("refresh", session.refresh());
      one.put("ends", session.ends().toString());
      list.add(one);
    }
    Path fresh =
        Files.createTempFile(
            file.getParent(),
            "sessions",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(fresh, Json.bytes(Map.of("sessions", list)));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The session in place of those that count for the same servers. */
  public static List<Session> with(List<Session> sessions, Session session) {
    List<Session> all = new ArrayList<>(List.of(session));
    sessions.stream().filter(one -> !same(one, session.servers())).forEach(all::add);
    return all;
  }

  /** Without those that count for these servers. */
  public static List<Session> without(List<Session> sessions, List<String> servers) {
    return sessions.stream().filter(one -> !same(one, servers)).toList();
  }

  private static boolean same(Session session, List<String> servers) {
    return session.servers().stream().anyMatch(servers::contains);
  }
}
