package io.muster.server.content;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Chunks by their object, the least recently used ones dropped; one read for all who wait for it.
 */
final class ChunkCache {
  private final long limit;
  private final Map<String, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, CompletableFuture<byte[]>> coming = new HashMap<>();
  private long bytes;

  ChunkCache(long limit) {
    this.limit = limit;
  }

  synchronized long bytes() {
    return bytes;
  }

  /** What is here, or is coming already; null for neither. */
  synchronized CompletableFuture<byte[]> peek(String object) {
    byte[] here = kept.get(object);
    return here != null ? CompletableFuture.completedFuture(here) : coming.get(object);
  }

  CompletableFuture<byte[]> get(String object, Function<String, CompletableFuture<byte[]>> fetch) {
    CompletableFuture<byte[]> mine;
    synchronized (this) {
      CompletableFuture<byte[]> present = peek(object);
      if (present != null) {
        return present;
      }
      mine = new CompletableFuture<>();
      coming.put(object, mine);
    }
    try {
      fetch.apply(object).whenComplete((chunk, error) -> arrived(object, mine, chunk, error));
    } catch (RuntimeException error) {
      arrived(object, mine, null, error);
    }
    return mine;
  }

  private void arrived(
      String object, CompletableFuture<byte[]> waiting, byte[] chunk, Throwable error) {
    synchronized (this) {
      coming.remove(object);
      if (error == null && chunk.length <= limit) {
        kept.put(object, chunk);
        bytes += chunk.length;
        Iterator<byte[]> eldest = kept.values().iterator();
        while (bytes > limit) {
          bytes -= eldest.next().length;
          eldest.remove();
        }
      }
    }
    if (error == null) {
      waiting.complete(chunk);
    } else {
      waiting.completeExceptionally(error);
    }
  }
}
