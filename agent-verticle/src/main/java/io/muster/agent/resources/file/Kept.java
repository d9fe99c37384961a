package io.muster.agent.resources.file;

import io.muster.trust.SecretFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was there before, by path and job. The content lies beside its record, which is written
 * last: a record without the content it promises cannot come from a crash.
 */
final class Kept {
  private static final Logger LOG = LoggerFactory.getLogger(Kept.class);
  private static final String RECORD = ".json";
  private static final String CONTENT = ".old";

  /**
   * How much is kept.
   *
   * @param perPath contents of one path
   * @param bytes of all contents together
   * @param records that remember jobs, with content or without
   */
  record Bounds(int perPath, long bytes, int records) {}

  private record Entry(Path file, KeptRecord record) {}

  private final Path folder;

  Kept(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  private Path folder(Path target) {
    return folder.resolve(
        Hashing.of(target.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 32));
  }

  private static Path content(Path record) {
    String name = record.getFileName().toString();
    return record.resolveSibling(name.substring(0, name.length() - RECORD.length()) + CONTENT);
  }

  /** Writes down what a job is about to change, in place of what it wrote before of this path. */
  synchronized void keep(KeptRecord record) throws IOException {
    Path home = folder(record.path());
    SecretFiles.folder(home);
    Durable.sync(folder);
    Path file = home.resolve(record.jobId() + RECORD);
    boolean wanted = record.missing().isEmpty() && record.before().exists();
    if (wanted && !record.before().sameContent(record.after())) {
      copy(record, content(file));
    } else {
      Files.deleteIfExists(content(file));
    }
    SecretFiles.write(file, record.json());
  }

  private static void copy(KeptRecord record, Path to) throws IOException {
    Path part = to.resolveSibling(to.getFileName() + ".part");
    try (FileChannel in = FileChannel.open(record.path(), StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(
                part,
                Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")))) {
      Placement.copy(in, out);
      out.force(true);
    }
    try {
      if (!Hashing.of(part).equals(record.before().sha256())) {
        throw new IOException("somebody else changes it at this moment; try again");
      }
      Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** What a job changed, if it is remembered. */
  synchronized List<KeptRecord> of(String jobId) throws IOException {
    List<KeptRecord> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder)) {
        for (Path home : homes) {
          KeptRecord record = read(home.resolve(jobId + RECORD));
          if (record != null) {
            found.add(record);
          }
        }
      }
    }
    found.sort(Comparator.comparing(KeptRecord::path));
    return found;
  }

  private static KeptRecord read(Path file) throws IOException {
    try {
      return KeptRecord.of(Files.readString(file));
    } catch (NoSuchFileException e) {
      return null;
    } catch (RuntimeException e) {
      LOG.warn("{} cannot be understood and is left out: {}", file, e.toString());
      return null;
    }
  }

  /** The file with the content before. */
  Path contentOf(KeptRecord record) {
    return content(folder(record.path()).resolve(record.jobId() + RECORD));
  }

  /** The job changed nothing here after all. */
  synchronized void forget(KeptRecord record) throws IOException {
    Path file = folder(record.path()).resolve(record.jobId() + RECORD);
    Files.deleteIfExists(file);
    Files.deleteIfExists(content(file));
  }

  /**
   * Lets go of the oldest contents beyond the bounds. Their records stay and say why the content is
   * gone, until there are too many of those too.
   */
  synchronized void trim(Bounds bounds) throws IOException {
    List<Entry> all = all();
    all.sort(Comparator.comparingLong((Entry e) -> e.record.atMs()).reversed());
    java.util.Map<Path, Integer> perPath = new java.util.HashMap<>();
    long bytes = 0;
    int records = 0;
    for (Entry entry : all) {
      Path content = content(entry.file);
      if (++records > bounds.records()) {
        Files.deleteIfExists(entry.file);
        Files.deleteIfExists(content);
      } else if (Files.exists(content)) {
        long size = Files.size(content);
        int count = perPath.merge(entry.record.path(), 1, Integer::sum);
        if (count > bounds.perPath() || bytes + size > bounds.bytes()) {
          String why =
              count > bounds.perPath()
                  ? "only the last " + bounds.perPath() + " are kept for a path (files.keep)"
                  : "the contents of before take too much room (files.keepBytes)";
          SecretFiles.write(entry.file, entry.record.without(why).json());
          Files.deleteIfExists(content);
        } else {
          bytes += size;
        }
      }
    }
  }

  private List<Entry> all() throws IOException {
    List<Entry> found = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder)) {
      for (Path home : homes) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(home, "*" + RECORD)) {
          for (Path file : files) {
            KeptRecord record = read(file);
            if (record != null) {
              found.add(new Entry(file, record));
            }
          }
        }
      }
    }
    return found;
  }
}
