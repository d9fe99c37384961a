package io.muster.agent.executors.shell;

import com.google.protobuf.ByteString;
import io.muster.agent.executor.Run;
import io.muster.protocol.agent.v1.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Carries what a command prints from its pipe to its run, in pieces of at most 64 KiB. */
final class Pump {
  private static final int MOST = 64 * 1024;
  private static final long STACK = 256 * 1024;

  private final FileChannel from;
  private final Stream stream;
  private final Run run;
  private final Thread thread;
  private volatile long silentSince = System.nanoTime();
  private volatile boolean handing;

  /** {@code run} is null for output that nobody wants. */
  Pump(FileChannel from, Stream stream, Run run) {
    this.from = from;
    this.stream = stream;
    this.run = run;
    this.thread = new Thread(null, this::carry, "output", STACK);
    thread.setDaemon(true);
    thread.start();
  }

  private void carry() {
    byte[] data = new byte[8 * 1024];
    int held = 0;
    try {
      while (true) {
        int n = from.read(ByteBuffer.wrap(data, held, data.length - held));
        if (n < 0) {
          break;
        }
        silentSince = System.nanoTime();
        int length = held + n;
        int whole = Utf8.whole(data, length);
        hand(data, whole);
        held = length - whole;
        byte[] next = length == data.length && data.length < MOST ? new byte[MOST] : data;
        System.arraycopy(data, whole, next, 0, held);
        data = next;
      }
    } catch (IOException closed) {
      // The agent closed its end: what is held is still told.
    }
    hand(Arrays.copyOf(data, held), held);
  }

  private void hand(byte[] data, int length) {
    if (run != null && length > 0) {
      handing = true;
      run.output(stream, ByteString.copyFrom(data, 0, length));
      silentSince = System.nanoTime();
      handing = false;
    }
  }

  boolean ended(long millis) throws InterruptedException {
    thread.join(millis);
    return !thread.isAlive();
  }

  /** How long there has been nothing to read; zero while a piece is being handed on. */
  long silentNanos() {
    return handing ? 0 : System.nanoTime() - silentSince;
  }
}
