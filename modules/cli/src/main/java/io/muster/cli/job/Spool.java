package io.muster.cli.job;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Room for what nodes print: memory up to a limit, then one temporary file that is gone as soon as
 * the process is.
 */
final class Spool implements Closeable {
  /** Bytes of output held in memory, over all nodes. */
  static final long MEMORY = 8L << 20;

  private long inMemory;
  private RandomAccessFile file;
  private long end;

  /** Takes {@code bytes} from the memory's share; false when it is used up. */
  boolean reserve(int bytes) {
    if (inMemory + bytes > MEMORY) {
      return false;
    }
    inMemory += bytes;
    return true;
  }

  void release(long bytes) {
    inMemory -= bytes;
  }

  /** Appends to the file and returns where it stands there. */
  long spill(byte[] bytes, int offset, int length) throws IOException {
    if (file == null) {
      Path path = Files.createTempFile("muster-output-", ".spool");
      file = new RandomAccessFile(path.toFile(), "rw");
      Files.delete(path);
    }
    long at = end;
    file.seek(at);
    file.write(bytes, offset, length);
    end += length;
    return at;
  }

  int read(long position, byte[] buffer, int offset, int length) throws IOException {
    file.seek(position);
    return file.read(buffer, offset, length);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
