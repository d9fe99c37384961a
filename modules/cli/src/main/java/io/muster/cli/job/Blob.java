package io.muster.cli.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** What one node printed on one stream: appended to, hashed, read again, dropped. */
final class Blob {
  private final Spool spool;
  private ByteArrayOutputStream memory;
  private long[] segments = {};
  private int count;
  private long size;
  private byte last;
  private MessageDigest digest;

  Blob(Spool spool) {
    this.spool = spool;
  }

  long size() {
    return size;
  }

  boolean endsWithNewline() {
    return last == '\n';
  }

  void append(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    digest().update(bytes);
    size += bytes.length;
    last = bytes[bytes.length - 1];
    if (count == 0 && spool.reserve(bytes.length)) {
      memory = memory == null ? new ByteArrayOutputStream(bytes.length) : memory;
      memory.writeBytes(bytes);
      return;
    }
    try {
      segment(spool.spill(bytes, 0, bytes.length), bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException("the output cannot be kept: " + e.getMessage(), e);
    }
  }

  private void segment(long at, long length) {
    if (count > 0 && segments[count - 2] + segments[count - 1] == at) {
      segments[count - 1] += length;
      return;
    }
    if (count == segments.length) {
      segments = Arrays.copyOf(segments, Math.max(8, 2 * count));
    }
    segments[count++] = at;
    segments[count++] = length;
  }

  private MessageDigest digest() {
    if (digest == null) {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
    return digest;
  }

  /** Equal for equal content; ends the appending. */
  String key() {
    return size == 0 ? "" : HexFormat.of().formatHex(digest().digest());
  }

  /** Gives its memory back. What was spilled stays in the file. */
  void drop() {
    if (memory != null) {
      spool.release(memory.size());
      memory = null;
    }
    segments = new long[0];
    count = 0;
    size = 0;
  }

  void writeTo(OutputStream out) throws IOException {
    open().transferTo(out);
  }

  /** The content from its beginning. */
  InputStream open() {
    return new Reader(memory == null ? new byte[0] : memory.toByteArray());
  }

  private final class Reader extends InputStream {
    private final byte[] head;
    private int headAt;
    private int segment;
    private long segmentAt;

    Reader(byte[] head) {
      this.head = head;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (headAt < head.length) {
        int n = Math.min(length, head.length - headAt);
        System.arraycopy(head, headAt, buffer, offset, n);
        headAt += n;
        return n;
      }
      if (segment == count) {
        return -1;
      }
      long left = segments[segment + 1] - segmentAt;
      int n =
          spool.read(segments[segment] + segmentAt, buffer, offset, (int) Math.min(length, left));
      segmentAt += n;
      if (segmentAt == segments[segment + 1]) {
        segment += 2;
        segmentAt = 0;
      }
      return n;
    }
  }
}
