package io.muster.cli.api;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Arrays;

/** The lines of a stream; an empty line is the server's heartbeat and is left out. */
final class LineStream implements Closeable {
  private static final int MAX_LINE = 64 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[32 * 1024];
  private int from;
  private int to;

  LineStream(InputStream in) {
    this.in = in;
  }

  /** The next line without its end; null when the server ended the stream. */
  byte[] next() throws IOException {
    ByteArrayOutputStream line = null;
    while (true) {
      int end = newline();
      if (end >= 0) {
        byte[] part = Arrays.copyOfRange(buffer, from, end);
        from = end + 1;
        byte[] whole = line == null ? part : join(line, part);
        if (whole.length > 0 && !(whole.length == 1 && whole[0] == '\r')) {
          return whole;
        }
        line = null;
        continue;
      }
      if (from < to) {
        line = line == null ? new ByteArrayOutputStream(2 * buffer.length) : line;
        line.write(buffer, from, to - from);
        if (line.size() > MAX_LINE) {
          throw new ProtocolException("an event is larger than 64 MiB");
        }
      }
      from = 0;
      to = Math.max(0, in.read(buffer, 0, buffer.length));
      if (to == 0) {
        return null;
      }
    }
  }

  private int newline() {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static byte[] join(ByteArrayOutputStream line, byte[] part) {
    line.writeBytes(part);
    return line.toByteArray();
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing is lost: what was wanted has been read.
    }
  }
}
