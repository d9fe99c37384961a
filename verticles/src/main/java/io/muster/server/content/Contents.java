package io.muster.server.content;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.muster.link.ContentStore;
import io.muster.link.LinkException;
import io.muster.runtime.Failure;
import io.muster.store.file.FileLedger;
import io.muster.store.file.Manifest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content that this node reads. Chunks are kept in bounded memory, and one that is being read
 * is not read a second time. Methods await.
 */
public final class Contents {
  private static final Logger LOG = LoggerFactory.getLogger(Contents.class);
  private static final int MANIFESTS = 1000;

  private final FileLedger ledger;
  private final ContentStore store;
  private final ChunkCache cache;
  private final Counter read;
  private final Map<String, Manifest> manifests =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Manifest> eldest) {
          return size() > MANIFESTS;
        }
      };

  /**
   * Makes the node's reader.
   *
   * @param cacheBytes chunks that are kept in memory
   */
  public Contents(FileLedger ledger, ContentStore store, long cacheBytes, MeterRegistry meters) {
    this.ledger = ledger;
    this.store = store;
    this.cache = new ChunkCache(cacheBytes);
    this.read = meters.counter("muster.content.read");
    meters.gauge("muster.content.cached", cache, ChunkCache::bytes);
  }

  /** How content is cut; empty when it is not stored. */
  public Optional<Manifest> manifest(String sha256) {
    synchronized (manifests) {
      Manifest known = manifests.get(sha256);
      if (known != null) {
        return Optional.of(known);
      }
    }
    Optional<Manifest> found = ledger.manifest(sha256);
    found.ifPresent(
        manifest -> {
          synchronized (manifests) {
            manifests.put(sha256, manifest);
          }
        });
    return found;
  }

  /**
   * The bytes of a chunk; not to be changed.
   *
   * @throws Failure {@code UNAVAILABLE} when JetStream does not answer, or has lost or changed it
   */
  public byte[] chunk(Manifest content, Manifest.Part part) {
    return await(content, part, cache.get(part.object(), object -> fetch(part)));
  }

  /** As {@link #chunk}, for one who reads it all once: nothing is kept. */
  public byte[] once(Manifest content, Manifest.Part part) {
    CompletableFuture<byte[]> cached = cache.peek(part.object());
    return await(content, part, cached != null ? cached : fetch(part));
  }

  private CompletableFuture<byte[]> fetch(Manifest.Part part) {
    read.increment();
    return store.get(part.object()).thenApply(bytes -> checked(part, bytes));
  }

  /**
   * The object store checks its own digest, which whoever may write there can make anew. Other
   * bytes than those that were uploaded count as lost, so that an upload can mend them.
   */
  private static byte[] checked(Manifest.Part part, byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      if (HexFormat.of().formatHex(hash).equals(part.chunk())) {
        return bytes;
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    LOG.warn("object {} does not hold the chunk {}", part.object(), part.chunk());
    throw new ContentStore.Lost(part.object());
  }

  private byte[] await(Manifest content, Manifest.Part part, CompletableFuture<byte[]> bytes) {
    try {
      return Future.fromCompletionStage(bytes, Vertx.currentContext()).await();
    } catch (Throwable error) { // await throws what the stage failed with, checked or not
      throw failure(content, part, error);
    }
  }

  private RuntimeException failure(Manifest content, Manifest.Part part, Throwable thrown) {
    Throwable error = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (error instanceof ContentStore.Lost) {
      synchronized (manifests) {
        manifests.remove(content.sha256());
      }
      ledger.lost(part.object());
      return Failure.unavailable(
          "the object store has lost a part of the content "
              + content.sha256()
              + "; upload the file again",
          error);
    }
    if (error instanceof LinkException) {
      return Failure.unavailable(error.getMessage(), error);
    }
    return error instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException("content cannot be read", error);
  }
}
