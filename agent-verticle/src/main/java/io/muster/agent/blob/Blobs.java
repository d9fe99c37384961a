package io.muster.agent.blob;

import io.muster.agent.resource.Work;
import io.muster.agent.resource.WorkEnded;
import io.muster.link.Link;
import io.muster.trust.SecretFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content by its hash, fetched once for all tasks that want it at the same time. What is here is
 * whole but not trusted: whoever uses it checks the hash of what he made of it, and calls {@link
 * #discard} when it is wrong.
 */
public final class Blobs {
  private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);
  private static final Duration LOOK = Duration.ofMillis(50);
  static final String PART = ".part";

  /** Content that stays where it is until this is closed. */
  public final class Held implements AutoCloseable {
    private final String sha256;
    private final Path path;

    private Held(String sha256, Path path) {
      this.sha256 = sha256;
      this.path = path;
    }

    public Path path() {
      return path;
    }

    @Override
    public void close() {
      release(sha256);
    }
  }

  private static final class Use {
    final ReentrantLock fetching = new ReentrantLock();
    int users;
  }

  private final Path folder;
  private final LongSupplier mostBytes;
  private final Semaphore places;
  private final Link link;
  private final String nodeId;
  private final InstantSource clock;
  private final Map<String, Use> uses = new HashMap<>();

  /**
   * Keeps content in a folder.
   *
   * @param mostBytes what may stay there while nobody uses it
   * @param parallel how many are fetched at the same time; each needs up to 6 MiB of memory
   */
  public Blobs(
      Path folder,
      LongSupplier mostBytes,
      int parallel,
      Link link,
      String nodeId,
      InstantSource clock) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.places = new Semaphore(parallel);
    this.link = link;
    this.nodeId = nodeId;
    this.clock = clock;
  }

  /**
   * Gives content, from the folder or from the control plane; tries until the task's time is over.
   *
   * @param size of all of it, in bytes
   * @throws WorkEnded when the control plane does not give it, or the work is over
   */
  public Held fetch(String sha256, long size, Work work) {
    Use use = hold(sha256);
    try {
      Path whole = folder.resolve(sha256);
      lock(use.fetching, work);
      try {
        if (!Files.exists(whole) || Files.size(whole) != size) {
          get(sha256, size, whole, work);
        }
      } finally {
        use.fetching.unlock();
      }
      Files.setLastModifiedTime(whole, FileTime.from(clock.instant()));
      return new Held(sha256, whole);
    } catch (IOException e) {
      release(sha256);
      throw WorkEnded.failed(trouble(e));
    } catch (RuntimeException | Error e) {
      release(sha256);
      throw e;
    }
  }

  private String trouble(IOException e) {
    boolean full = String.valueOf(e.getMessage()).contains("No space left");
    return "the agent cannot keep content in "
        + folder
        + ": "
        + (full ? "the disk is full; free some space there" : e.toString());
  }

  private void get(String sha256, long size, Path whole, Work work) throws IOException {
    SecretFiles.folder(folder);
    Path part = folder.resolve(sha256 + PART);
    while (!places.tryAcquire()) {
      work.pause(LOOK);
    }
    try {
      new Fetch(link, nodeId, sha256, size, part, work).run();
      Files.move(part, whole, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    } finally {
      places.release();
    }
  }

  private static void lock(ReentrantLock lock, Work work) {
    try {
      while (!lock.tryLock(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        work.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw WorkEnded.failed("the agent was interrupted");
    }
  }

  /** Forgets content that turned out to be wrong, so that it is fetched anew. */
  public void discard(String sha256) {
    try {
      Files.deleteIfExists(folder.resolve(sha256));
      Files.deleteIfExists(folder.resolve(sha256 + PART));
    } catch (IOException e) {
      LOG.warn("wrong content {} cannot be removed: {}", sha256, e.toString());
    }
  }

  private synchronized Use hold(String sha256) {
    Use use = uses.computeIfAbsent(sha256, hash -> new Use());
    use.users++;
    return use;
  }

  private synchronized void release(String sha256) {
    Use use = uses.get(sha256);
    if (--use.users == 0) {
      uses.remove(sha256);
    }
    try {
      new Eviction(folder, mostBytes.getAsLong()).run(uses.keySet());
    } catch (IOException e) {
      LOG.warn("the cache {} cannot be kept small: {}", folder, e.toString());
    }
  }
}
