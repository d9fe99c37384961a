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
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a data folder for one supervisor. The kernel gives the lock back when its holder dies, so a
 * lock never outlives a crash.
 */
public final class DataLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DataLock.class);

  private final DataFolder folder;
  private final FileChannel channel;
  private final FileLock lock;
  private final Object key;

  private DataLock(DataFolder folder, FileChannel channel, FileLock lock) throws IOException {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
    this.key = key(folder);
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
      tell(channel);
      return Optional.of(new DataLock(folder, channel, lock));
    } catch (IOException e) {
      throw new LocalException(
          "data folder " + folder.root() + " cannot be locked: " + LocalException.reason(e), e);
    }
  }

  /**
   * Says who holds it. Written over what is there, which a full disk allows too; where even that
   * fails the lock is held all the same, without a name.
   */
  private static void tell(FileChannel channel) {
    ProcessIdentity self = ProcessIdentity.self();
    String text = self.pid() + " " + self.startTicks() + " " + self.boot() + "\n";
    try {
      int written = channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
      channel.truncate(written);
    } catch (IOException e) {
      LOG.debug("the lock does not tell its holder", e);
    }
  }

  /** Whether the folder still has the file that is locked; not so once somebody removed it. */
  boolean stillThere() {
    try {
      return Objects.equals(key, key(folder));
    } catch (IOException e) {
      return false;
    }
  }

  private static Object key(DataFolder folder) throws IOException {
    return Files.readAttributes(file(folder), BasicFileAttributes.class).fileKey();
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
