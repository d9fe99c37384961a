package io.muster.cli.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Cuts what one node prints into lines and puts the node's name before each. */
final class LiveLines {
  private static final int LONGEST = 8 * 1024;

  private final String nodeId;
  private final Screen screen;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  LiveLines(String nodeId, Screen screen) {
    this.nodeId = nodeId;
    this.screen = screen;
  }

  void add(Chunk chunk) {
    add(chunk.error(), chunk.bytes(), chunk.bytes().length);
    screen.flush();
  }

  /** Prints what was held back. */
  void replay(boolean error, Blob blob) {
    byte[] buffer = new byte[8192];
    try (InputStream in = blob.open()) {
      for (int n; (n = in.read(buffer)) > 0; ) {
        add(error, buffer, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    screen.flush();
  }

  private void add(boolean error, byte[] bytes, int length) {
    ByteArrayOutputStream line = error ? err : out;
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n' || line.size() + i - from >= LONGEST) {
        int end = bytes[i] == '\n' ? i : i + 1;
        line.write(bytes, from, end - from);
        print(error, line);
        from = i + 1;
      }
    }
    line.write(bytes, from, length - from);
  }

  /** Prints lines that have no end yet. */
  void end() {
    if (out.size() > 0) {
      print(false, out);
    }
    if (err.size() > 0) {
      print(true, err);
    }
    screen.flush();
  }

  private void print(boolean error, ByteArrayOutputStream line) {
    screen.line(error, nodeId, line.toByteArray());
    line.reset();
  }
}
