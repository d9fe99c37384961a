package io.muster.domain.audit;

import io.muster.domain.audit.Break.How;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Goes through a chain row by row and finds the first break. It begins after the rows that were
 * dropped by age: the chain itself holds a record of each drop, so what stands before the first row
 * is known, and a beginning that was taken away otherwise is missing.
 *
 * <p>What was done to a row is told by what still fits. A row that follows none says that rows were
 * removed, or, if another row has the hash that it wants before it, that rows were put in another
 * order. A row whose own hash is wrong was changed; so was the one before a row that is whole and
 * wants another hash before it than there is.
 */
public final class ChainWalk {
  private final Predicate<byte[]> known;
  private final Map<Long, byte[]> published;
  private Head last;
  private long rows;
  private int compared;

  /**
   * Begins a walk.
   *
   * @param dropped the last row that was dropped by age, by the newest record of it in the chain;
   *     {@link Head#START} for none
   * @param published hashes by numbers of rows
   * @param known whether some row has that hash; asked once, at a break
   */
  public ChainWalk(Head dropped, Map<Long, byte[]> published, Predicate<byte[]> known) {
    this.last = dropped;
    this.published = published;
    this.known = known;
  }

  /** The next row by number; says what is wrong, and is not to be asked again after that. */
  public Optional<Break> next(ChainRow row) {
    long expected = last.seq() + 1;
    if (row.seq() > expected) {
      return found(expected, How.REMOVED, missing(expected, row.seq() - 1));
    }
    if (row.seq() < expected) {
      return found(row.seq(), How.CHANGED, "there is another row with the number " + row.seq());
    }
    if (!Arrays.equals(row.previous(), last.hash())) {
      return unlinked(row);
    }
    if (!row.intact()) {
      return found(row.seq(), How.CHANGED, "row " + row.seq() + " was changed");
    }
    byte[] told = published.get(row.seq());
    if (told != null) {
      compared++;
      if (!Arrays.equals(told, row.hash())) {
        String words = "row " + row.seq() + " is not the one whose hash was published: this row or";
        return found(row.seq(), How.REWRITTEN, words + " one before it was written anew");
      }
    }
    last = row.head();
    rows++;
    return Optional.empty();
  }

  private Optional<Break> unlinked(ChainRow row) {
    if (known.test(row.previous())) {
      String words = "row " + row.seq() + " stood after another row than it does now";
      return found(row.seq(), How.REORDERED, words);
    }
    if (row.intact() && last.seq() > 0) {
      String words = "row " + last.seq() + " was changed: the row after it follows another one";
      return found(last.seq(), How.CHANGED, words);
    }
    return found(row.seq(), How.CHANGED, "row " + row.seq() + " was changed");
  }

  /** After the last row: whether it is the end. */
  public Optional<Break> end(Head head) {
    long newest =
        Math.max(head.seq(), published.keySet().stream().mapToLong(l -> l).max().orElse(0));
    if (last.seq() < newest) {
      return found(last.seq() + 1, How.CUT, missing(last.seq() + 1, newest));
    }
    return Optional.empty();
  }

  private static String missing(long from, long to) {
    return from == to
        ? "row " + from + " is missing"
        : "rows " + from + " to " + to + " are missing";
  }

  private static Optional<Break> found(long seq, How how, String words) {
    return Optional.of(new Break(seq, how, words));
  }

  /** The last good row. */
  public Head last() {
    return last;
  }

  /** How many rows were good. */
  public long rows() {
    return rows;
  }

  /** How many published heads were compared. */
  public int compared() {
    return compared;
  }
}
