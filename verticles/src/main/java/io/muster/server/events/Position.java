package io.muster.server.events;

import io.muster.runtime.Failure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the feed, as clients carry it.
 *
 * @param stamp of the stream's incarnation: positions of another one mean nothing
 * @param seq of the last event before the place
 */
record Position(String stamp, long seq) {
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,8})-([0-9]{1,18})");

  static String stamp(String incarnation) {
    return Integer.toHexString(incarnation.hashCode());
  }

  /**
   * Reads an id.
   *
   * @throws Failure {@code INVALID} when it is none
   */
  static Position of(String id) {
    Matcher form = FORM.matcher(id);
    if (!form.matches()) {
      throw Failure.invalid(
          "'" + id + "' is not the id of an event; resume with one that came, or with none");
    }
    return new Position(form.group(1), Long.parseLong(form.group(2)));
  }

  @Override
  public String toString() {
    return stamp + "-" + seq;
  }
}
