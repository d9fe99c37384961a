package io.muster.cluster.emulator;

import io.muster.link.identity.NodeKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The identities of emulated agents in one file: a line for the control plane that gave them, then
 * a line for each agent. It holds private keys and has mode 0600.
 */
final class Roster {
  private final Path file;
  private final Map<String, Member> members = new ConcurrentHashMap<>();
  private List<String> natsUrls = List.of();

  private Roster(Path file) {
    this.file = file;
  }

  /**
   * Those in the file that came from the control plane with this CA; none when there is no file.
   */
  static Roster open(Path file, String caPem) {
    Roster roster = new Roster(file);
    if (file != null && Files.exists(file)) {
      try {
        List<String> lines = Files.readAllLines(file);
        JsonObject head = new JsonObject(lines.isEmpty() ? "{}" : lines.getFirst());
        if (caPem.equals(head.getString("ca"))) {
          roster.natsUrls = head.getJsonArray("natsUrls").stream().map(String.class::cast).toList();
          lines.stream().skip(1).map(Roster::parse).forEach(m -> roster.members.put(m.nodeId(), m));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return roster;
  }

  private static Member parse(String line) {
    JsonObject json = new JsonObject(line);
    return new Member(
        json.getString("node"),
        NodeKey.fromSeed(json.getString("seed")),
        json.getString("jwt"),
        Instant.parse(json.getString("until")));
  }

  /** Where NATS is, as enrolment told. */
  List<String> natsUrls() {
    return natsUrls;
  }

  void natsUrls(List<String> urls) {
    natsUrls = urls;
  }

  Member get(String nodeId) {
    return members.get(nodeId);
  }

  void put(Member member) {
    members.put(member.nodeId(), member);
  }

  /** Writes the file, whole or not at all; nothing when there is none. */
  void save(String caPem) {
    if (file == null) {
      return;
    }
    List<String> lines = new ArrayList<>(members.size() + 1);
    lines.add(new JsonObject().put("ca", caPem).put("natsUrls", natsUrls).encode());
    members.values().forEach(member -> lines.add(line(member)));
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path part =
          Files.createTempFile(
              folder,
              "roster",
              ".part",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(part, lines);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(Member member) {
    return new JsonObject()
        .put("node", member.nodeId())
        .put("seed", member.key().seed())
        .put("jwt", member.jwt())
        .put("until", member.expiresAt().toString())
        .encode();
  }
}
