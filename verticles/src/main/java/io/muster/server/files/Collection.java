package io.muster.server.files;

import io.muster.link.ContentStore;
import io.muster.link.LinkException;
import io.muster.protocol.v1.GcResponse;
import io.muster.runtime.Failure;
import io.muster.store.file.GarbageLedger;
import io.muster.store.file.GarbageLedger.Found;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * Removes what nothing refers to: first the rows, whose removal decides, then the objects that no
 * row names. Any number of nodes may do it at once, and each step may be the last one before a
 * crash.
 */
final class Collection {
  private static final int BATCH = 500;

  /** Longer than any writing of a chunk that still succeeds. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private static final long LIMIT_NANOS = 8_000_000_000L;

  private final GarbageLedger ledger;
  private final ContentStore store;
  private final Duration grace;

  Collection(GarbageLedger ledger, ContentStore store, Duration grace) {
    this.ledger = ledger;
    this.store = store;
    this.grace = grace;
  }

  GcResponse preview() {
    Found found = ledger.preview(grace);
    return answer(found.uploads(), found.artifacts(), found.chunks(), found.bytes(), false);
  }

  /** Works for some seconds at most; says whether there is more. */
  GcResponse run() {
    long end = System.nanoTime() + LIMIT_NANOS;
    long uploads = ledger.expireUploads();
    long artifacts = 0;
    long last;
    do {
      last = ledger.removeArtifacts(grace, BATCH);
      artifacts += last;
    } while (last > 0 && System.nanoTime() < end);
    boolean more = last > 0;
    long chunks = 0;
    long bytes = 0;
    Found found;
    do {
      found = ledger.removeChunks(grace, BATCH);
      chunks += found.chunks();
      bytes += found.bytes();
    } while (found.chunks() > 0 && System.nanoTime() < end);
    more |= found.chunks() > 0;
    more |= removeObjects(end);
    return answer(uploads, artifacts, chunks, bytes, more);
  }

  private boolean removeObjects(long end) {
    while (System.nanoTime() < end) {
      List<String> doomed = ledger.doomed(ABANDONED, BATCH);
      if (doomed.isEmpty()) {
        return false;
      }
      for (String object : doomed) {
        remove(object);
        if (System.nanoTime() > end) {
          return true;
        }
      }
    }
    return true;
  }

  private void remove(String object) {
    try {
      Future.fromCompletionStage(store.remove(object), Vertx.currentContext()).await();
      ledger.removed(object);
    } catch (LinkException e) {
      throw Failure.unavailable(e.getMessage(), e);
    }
  }

  private static GcResponse answer(
      long uploads, long artifacts, long chunks, long bytes, boolean more) {
    return GcResponse.newBuilder()
        .setUploads(uploads)
        .setArtifacts(artifacts)
        .setChunks(chunks)
        .setBytes(bytes)
        .setMore(more)
        .build();
  }
}
