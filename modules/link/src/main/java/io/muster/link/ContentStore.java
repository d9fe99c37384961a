package io.muster.link;

import java.util.concurrent.CompletableFuture;

/**
 * Objects by name, written once and never changed. A failure is a {@link LinkException}: whether a
 * write or a removal was done is not known then, and either may be done again.
 */
public interface ContentStore {
  /** An object that is not there, or is another one. */
  final class Lost extends RuntimeException {
    public Lost(String name) {
      super("the object store has no object " + name, null, false, false);
    }
  }

  /** Makes the store when it is missing; what was in a lost one is lost. */
  CompletableFuture<Void> ensure();

  /**
   * Writes an object; complete when as many servers have it as the store has replicas.
   *
   * @param name letters and digits; never used before, not even by a write that failed
   */
  CompletableFuture<Void> put(String name, byte[] content);

  /** Reads an object and checks its digest; fails with {@link Lost} when it is not there whole. */
  CompletableFuture<byte[]> get(String name);

  /** Removes an object and what a write of it left behind that was cut short. */
  CompletableFuture<Void> remove(String name);
}
