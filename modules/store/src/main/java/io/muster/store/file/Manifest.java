package io.muster.store.file;

import java.util.List;

/**
 * Content as a list of chunks in order.
 *
 * @param sha256 of the whole, lower-case hex
 * @param size in bytes
 */
public record Manifest(String sha256, long size, List<Part> parts) {
  /**
   * A chunk at its place.
   *
   * @param start its first byte's position
   * @param chunk its own SHA-256
   * @param object its name in the object store
   */
  public record Part(long start, String chunk, String object, int size) {
    /** The position after its last byte. */
    public long end() {
      return start + size;
    }
  }

  public Manifest {
    parts = List.copyOf(parts);
  }

  /**
   * The index of the part that holds a position.
   *
   * @throws IndexOutOfBoundsException when the content has no such position
   */
  public int at(long position) {
    int low = 0;
    int high = parts.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Part part = parts.get(middle);
      if (position < part.start()) {
        high = middle - 1;
      } else if (position >= part.end()) {
        low = middle + 1;
      } else {
        return middle;
      }
    }
    throw new IndexOutOfBoundsException(position + " of " + size + " bytes");
  }
}
