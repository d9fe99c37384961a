package io.muster.local.standalone;

import io.muster.local.LocalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder that holds everything of a standalone, and where each thing lies in it.
 *
 * @param root absolute, without symbolic links
 */
public record DataFolder(Path root) {
  /** What the first start needs at least, in bytes: most of it is the new database. */
  private static final long FIRST_ROOM = 512L * 1024 * 1024;

  /** What a later start needs at least, in bytes. */
  private static final long ROOM = 64L * 1024 * 1024;

  /** The folder as it is, made with mode 0700 when it is missing. */
  public static DataFolder create(Path path) {
    try {
      if (!Files.exists(path)) {
        Files.createDirectories(path.toAbsolutePath());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      DataFolder folder = new DataFolder(path.toRealPath());
      if (!Files.isDirectory(folder.root())) {
        throw new LocalException("data folder " + path + " is not a folder; use --data");
      }
      if (!Files.isWritable(folder.root())) {
        throw new LocalException("data folder " + path + " is not writable; use --data");
      }
      requireRoom(folder, path);
      return folder;
    } catch (IOException e) {
      throw new LocalException(
          "data folder " + path + " cannot be made: " + LocalException.reason(e) + "; use --data",
          e);
    }
  }

  private static void requireRoom(DataFolder folder, Path path) throws IOException {
    long needed = folder.roomNeeded();
    long room = folder.room();
    if (room < needed) {
      throw new LocalException(
          "the disk of data folder "
              + path
              + " has "
              + room / (1024 * 1024)
              + " MB left and "
              + needed / (1024 * 1024)
              + " MB are needed; make room or use --data on another disk");
    }
  }

  /** How many bytes are free on its disk. */
  public long room() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  /** How many bytes must be free for a start. */
  public long roomNeeded() {
    return Files.exists(postgres().resolve("data")) ? ROOM : FIRST_ROOM;
  }

  /** The folder when it exists. */
  public static Optional<DataFolder> existing(Path path) {
    try {
      return Files.isDirectory(path)
          ? Optional.of(new DataFolder(path.toRealPath()))
          : Optional.empty();
    } catch (IOException e) {
      throw new LocalException(
          "data folder " + path + " cannot be read: " + LocalException.reason(e), e);
    }
  }

  public Path trust() {
    return root.resolve("trust");
  }

  public Path postgres() {
    return root.resolve("postgres");
  }

  public Path postgresPassword() {
    return root.resolve("trust").resolve("postgres.password");
  }

  public Path nats() {
    return root.resolve("nats");
  }

  public Path natsConfig() {
    return nats().resolve("nats-server.conf");
  }

  /** The configuration file of a control-plane node. */
  public Path serverConfig(String name) {
    return root.resolve("servers").resolve(name + ".yaml");
  }

  public Path agent(String name) {
    return root.resolve("agents").resolve(name);
  }

  public Path agentConfig(String name) {
    return agent(name).resolve(name + ".yaml");
  }

  public Path joinToken(String name) {
    return agent(name).resolve("join.token");
  }

  public Path logs() {
    return root.resolve("logs");
  }

  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** Writes a file of mode 0600 so that it is whole or not there. */
  static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.deleteIfExists(part);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(part, content);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LocalException(file + " cannot be written: " + LocalException.reason(e), e);
    }
  }
}
