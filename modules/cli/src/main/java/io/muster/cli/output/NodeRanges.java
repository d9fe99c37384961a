package io.muster.cli.output;

import io.muster.cli.CliException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Folds names that differ in a number: {@code web-1,web-2,web-4} is {@code web-[1-2,4]}. The last
 * number of a name counts; leading zeros are kept. {@link #expand} undoes it.
 */
public final class NodeRanges {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,18})(\\D*)", Pattern.DOTALL);
  private static final Pattern FOLDED =
      Pattern.compile("([A-Za-z0-9_-]*)\\[([0-9,-]+)]([A-Za-z0-9_-]*)|([A-Za-z0-9_-]+)");
  private static final int MAX_EXPANDED = 100_000;

  private NodeRanges() {}

  private record Stem(String prefix, int width, String suffix) implements Comparable<Stem> {
    @Override
    public int compareTo(Stem other) {
      int order = prefix.compareTo(other.prefix);
      order = order != 0 ? order : suffix.compareTo(other.suffix);
      return order != 0 ? order : Integer.compare(width, other.width);
    }
  }

  /** Folds names, which need not be sorted; doubles count once. */
  public static String fold(Collection<String> names) {
    Map<Stem, TreeSet<Long>> stems = new TreeMap<>();
    List<String> plain = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      Matcher m = NUMBERED.matcher(name);
      if (!m.matches()) {
        plain.add(name);
        continue;
      }
      String prefix = m.group(1);
      String digits = m.group(2);
      stems
          .computeIfAbsent(
              new Stem(prefix, digits.startsWith("0") ? digits.length() : 0, m.group(3)),
              stem -> new TreeSet<>())
          .add(Long.parseLong(digits));
    }
    joinPadded(stems);
    List<String> parts = new ArrayList<>(plain);
    stems.forEach((stem, numbers) -> parts.add(part(stem, numbers)));
    parts.sort(null);
    return String.join(",", parts);
  }

  /** {@code 10} belongs to {@code 08, 09} when those exist. */
  private static void joinPadded(Map<Stem, TreeSet<Long>> stems) {
    for (Map.Entry<Stem, TreeSet<Long>> entry : List.copyOf(stems.entrySet())) {
      Stem stem = entry.getKey();
      TreeSet<Long> free = stems.get(new Stem(stem.prefix(), 0, stem.suffix()));
      if (stem.width() < 2 || free == null) {
        continue;
      }
      free.removeIf(n -> Long.toString(n).length() == stem.width() && entry.getValue().add(n));
    }
    stems.values().removeIf(TreeSet::isEmpty);
  }

  private static String part(Stem stem, TreeSet<Long> numbers) {
    List<String> runs = new ArrayList<>();
    long start = numbers.first();
    long end = start;
    for (long n : numbers.tailSet(start, false)) {
      if (n != end + 1) {
        runs.add(run(stem, start, end));
        start = n;
      }
      end = n;
    }
    runs.add(run(stem, start, end));
    String inner = String.join(",", runs);
    return numbers.size() == 1
        ? stem.prefix() + inner + stem.suffix()
        : stem.prefix() + "[" + inner + "]" + stem.suffix();
  }

  private static String run(Stem stem, long start, long end) {
    return start == end
        ? padded(stem.width(), start)
        : padded(stem.width(), start) + "-" + padded(stem.width(), end);
  }

  private static String padded(int width, long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  /** Whether the text is a list of names with at least one range, and so no CEL expression. */
  public static boolean isFolded(String text) {
    return text.indexOf('[') >= 0
        && text.matches("[A-Za-z0-9_,\\[\\]-]+")
        && !text.startsWith("[")
        && splitOutside(text).stream().allMatch(part -> FOLDED.matcher(part).matches());
  }

  /**
   * The names that a folded list stands for, in its order.
   *
   * @throws CliException when it is none, or stands for more than 100,000 names
   */
  public static List<String> expand(String text) {
    List<String> names = new ArrayList<>();
    for (String part : splitOutside(text)) {
      Matcher m = FOLDED.matcher(part);
      if (!m.matches()) {
        throw CliException.usage("'" + part + "' is not a node range such as web-[1-20,25]");
      }
      if (m.group(2) == null) {
        names.add(part);
        continue;
      }
      for (String range : m.group(2).split(",")) {
        expand(names, m.group(1), range, m.group(3));
      }
    }
    return names;
  }

  private static void expand(List<String> names, String prefix, String range, String suffix) {
    Matcher m = Pattern.compile("(\\d{1,18})(?:-(\\d{1,18}))?").matcher(range);
    if (!m.matches()) {
      throw CliException.usage("'" + range + "' is not a range such as 1-20");
    }
    long start = Long.parseLong(m.group(1));
    long end = m.group(2) == null ? start : Long.parseLong(m.group(2));
    if (end < start || end - start + names.size() >= MAX_EXPANDED) {
      throw CliException.usage("the range " + range + " is empty or too large");
    }
    int width = m.group(1).startsWith("0") ? m.group(1).length() : 0;
    for (long n = start; n <= end; n++) {
      names.add(prefix + padded(width, n) + suffix);
    }
  }

  private static List<String> splitOutside(String text) {
    return List.of(text.split(",(?![^\\[]*])"));
  }
}
