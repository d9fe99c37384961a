package io.muster.local.standalone;

import io.muster.local.LocalException;
import io.muster.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps a data folder for one supervisor. The kernel gives the lock back when its holder dies, so a
 * lock never outlives a crash.
 */
public final class DataLock implements AutoCloseable {
  private final FileChannel channel;
  private final FileLock lock;

  private DataLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  private static Path file(DataFolder folder) {
    return folder.root().resolve("lock");
  }

  /**
   * Takes it.
   *
   * @throws LocalException naming the one that holds it
   */
  public static DataLock take(DataFolder folder) {
    return tryTake(folder)
        .orElseThrow(
            () ->
                new LocalException(
                    "data folder "
                        + folder.root()
                        + " is held by muster up"
                        + holder(folder).map(p -> " with pid " + p.pid()).orElse("")
                        + "; run muster down or use --data"));
  }

  /** Takes it when nobody holds it. */
  public static Optional<DataLock> tryTake(DataFolder folder) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file(folder),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = lock(channel);
      if (lock == null) {
        channel.close();
        return Optional.empty();
      }
      ProcessIdentity self = ProcessIdentity.self();
      String text = self.pid() + " " + self.startTicks() + " " + self.boot() + "\n";
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
      return Optional.of(new DataLock(channel, lock));
    } catch (IOException e) {
      throw new LocalException("data folder " + folder.root() + " cannot be locked: " + e, e);
    }
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** The supervisor that last took the lock, if it still runs. */
  public static Optional<ProcessIdentity> holder(DataFolder folder) {
    try {
      String[] words = Files.readString(file(folder)).strip().split(" ");
      return words.length < 3
          ? Optional.empty()
          : Optional.of(
                  new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]))
              .filter(ProcessIdentity::alive);
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new LocalException("the lock of the data folder is not given back: " + e, e);
    }
  }
}
