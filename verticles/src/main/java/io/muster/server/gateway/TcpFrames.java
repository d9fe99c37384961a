package io.muster.server.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of bytes into frames: four bytes of length, the highest first, and the text. */
final class TcpFrames {
  private static final int HEAD = 4;

  /** A frame that is longer than it may be. */
  static final class TooLong extends RuntimeException {
    TooLong(long length, int limit) {
      super(
          "a frame of " + length + " bytes is longer than bridge.frameLimit, which is " + limit,
          null,
          false,
          false);
    }
  }

  private final int limit;
  private Buffer waiting = Buffer.buffer();

  TcpFrames(int limit) {
    this.limit = limit;
  }

  /** The frames that are whole with these bytes; throws {@link TooLong} before it keeps one. */
  List<String> read(Buffer bytes) {
    waiting.appendBuffer(bytes);
    List<String> frames = new ArrayList<>();
    int at = 0;
    while (waiting.length() - at >= HEAD) {
      long length = waiting.getUnsignedInt(at);
      if (length > limit) {
        throw new TooLong(length, limit);
      }
      int end = at + HEAD + (int) length;
      if (waiting.length() < end) {
        break;
      }
      frames.add(waiting.getString(at + HEAD, end));
      at = end;
    }
    if (at > 0) {
      waiting = waiting.getBuffer(at, waiting.length());
    }
    return frames;
  }
}
