package io.muster.local.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;

/** The file that a child writes to. Children append, so it may be emptied under them. */
public final class LogFile {
  /** A place in the file. */
  public record Mark(long offset) {}

  private static final int TAIL = 64 * 1024;
  private static final Pattern TROUBLE =
      Pattern.compile("ERROR|FATAL|FTL|PANIC|SEVERE|Exception|rror:|nats-server:");

  private LogFile() {}

  static Mark mark(Path log) throws IOException {
    return new Mark(Files.exists(log) ? Files.size(log) : 0);
  }

  /** The first line since the mark that tells of trouble, else the last line. */
  static String complaint(Path log, Mark since) {
    try {
      List<String> lines = since(log, since);
      return lines.stream()
          .filter(line -> TROUBLE.matcher(line).find())
          .findFirst()
          .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast())
          .strip();
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }

  private static List<String> since(Path log, Mark mark) throws IOException {
    try (FileChannel in = FileChannel.open(log, StandardOpenOption.READ)) {
      long from = mark.offset() <= in.size() ? mark.offset() : 0;
      in.position(Math.max(from, in.size() - TAIL));
      byte[] tail = new byte[(int) (in.size() - in.position())];
      in.read(java.nio.ByteBuffer.wrap(tail));
      return new String(tail, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
    }
  }

  /**
   * Keeps the file bounded: when it is larger than {@code limit} bytes, its content moves to {@code
   * NAME.1}, over what was there.
   */
  public static void rotate(Path log, long limit) throws IOException {
    if (Files.exists(log) && Files.size(log) > limit) {
      Path old = log.resolveSibling(log.getFileName() + ".1");
      Files.copy(log, old, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
        channel.truncate(0);
      }
    }
  }
}
