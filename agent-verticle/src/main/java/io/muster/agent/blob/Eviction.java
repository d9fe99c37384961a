package io.muster.agent.blob;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Removes what was used longest ago, until the rest is small enough. */
record Eviction(Path folder, long most) {
  private record Entry(Path path, long bytes, long usedMs) {}

  /** {@code held} are the hashes that are in use: they stay. */
  void run(Set<String> held) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Entry> entries = entries();
    long bytes = entries.stream().mapToLong(Entry::bytes).sum();
    entries.sort(Comparator.comparingLong(Entry::usedMs));
    for (Entry entry : entries) {
      String name = entry.path.getFileName().toString();
      String hash = name.endsWith(Blobs.PART) ? name.substring(0, name.indexOf('.')) : name;
      if (bytes > most && !held.contains(hash)) {
        Files.deleteIfExists(entry.path);
        bytes -= entry.bytes;
      }
    }
  }

  private List<Entry> entries() throws IOException {
    List<Entry> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path path : all) {
        try {
          BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
          found.add(new Entry(path, is.size(), is.lastModifiedTime().toMillis()));
        } catch (NoSuchFileException e) {
          // Gone in between.
        }
      }
    }
    return found;
  }
}
