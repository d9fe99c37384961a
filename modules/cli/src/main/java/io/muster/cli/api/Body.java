package io.muster.cli.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.Map;

/** The body of an answer; ends where the message ends, and complains when it is cut before. */
final class Body extends InputStream {
  private static final long UNTIL_CLOSE = -1;

  private final InputStream in;
  private final boolean chunked;
  private long left;
  private boolean first = true;
  private boolean done;

  private Body(InputStream in, boolean chunked, long left) {
    this.in = in;
    this.chunked = chunked;
    this.left = left;
    this.done = !chunked && left == 0;
  }

  static Body of(int status, Map<String, String> headers, InputStream in) throws IOException {
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      return new Body(in, true, 0);
    }
    if (status == 204 || status == 304) {
      return new Body(in, false, 0);
    }
    String length = headers.get("content-length");
    if (length == null) {
      return new Body(in, false, UNTIL_CLOSE);
    }
    try {
      return new Body(in, false, Long.parseUnsignedLong(length));
    } catch (NumberFormatException e) {
      throw new ProtocolException("Content-Length is '" + length + "'");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (chunked && !done && left == 0) {
      nextChunk();
    }
    if (done) {
      return -1;
    }
    if (length == 0) {
      return 0;
    }
    int wanted = left == UNTIL_CLOSE ? length : (int) Math.min(length, left);
    int got = in.read(buffer, offset, wanted);
    if (got < 0) {
      done = true;
      if (left != UNTIL_CLOSE) {
        throw new EOFException("the connection was closed in the middle of an answer");
      }
      return -1;
    }
    if (left != UNTIL_CLOSE) {
      left -= got;
      done = !chunked && left == 0;
    }
    return got;
  }

  private void nextChunk() throws IOException {
    if (!first) {
      Wire.line(in);
    }
    first = false;
    String size = Wire.line(in).split(";", 2)[0].strip();
    try {
      left = Long.parseUnsignedLong(size, 16);
    } catch (NumberFormatException e) {
      throw new ProtocolException("a chunk's size is '" + size + "'");
    }
    if (left == 0) {
      done = true;
      while (!Wire.line(in).isEmpty()) {
        // Trailers say nothing that is needed.
      }
    }
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] waste = new byte[8192];
    long skipped = 0;
    for (int got; skipped < count && (got = read(waste, 0, waste.length)) >= 0; ) {
      skipped += got;
    }
    return skipped;
  }
}
