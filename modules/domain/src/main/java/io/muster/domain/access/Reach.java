package io.muster.domain.access;

import io.muster.domain.selector.InvalidTarget;
import io.muster.domain.selector.Target;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Some of the nodes, whichever they are at the moment of asking: those on which all targets of one
 * of the alternatives say yes.
 *
 * @param alternatives none: no node; one without targets: every node
 */
public record Reach(Set<Set<String>> alternatives) {
  public static final Reach NONE = new Reach(Set.of());
  public static final Reach ALL = new Reach(Set.of(Set.of()));

  private static final Pattern TEXT =
      Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");
  private static final Pattern STATUS = Pattern.compile("(?<![.\\w])status\\b");

  /** Copies, and leaves out alternatives that a wider one has in it. */
  public Reach {
    Set<Set<String>> kept = new HashSet<>();
    for (Set<String> one : alternatives) {
      if (alternatives.stream().noneMatch(o -> !o.equals(one) && one.containsAll(o))) {
        kept.add(Set.copyOf(one));
      }
    }
    alternatives = Set.copyOf(kept);
  }

  /**
   * What a target picks.
   *
   * @throws IllegalArgumentException when it cannot be understood, or depends on whether nodes are
   *     online: nobody's rights change with a connection
   */
  public static Reach of(String target) {
    Target parsed;
    try {
      parsed = Target.parse(target);
    } catch (InvalidTarget e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    return switch (parsed) {
      case Target.All all -> ALL;
      case Target.Ids ids -> new Reach(Set.of(Set.of(expression(ids))));
      case Target.Expression expression -> {
        if (STATUS.matcher(TEXT.matcher(target).replaceAll("''")).find()) {
          throw new IllegalArgumentException(
              "'"
                  + target
                  + "' uses status: what somebody may do cannot change whenever a connection is"
                  + " lost; use labels, groups or facts");
        }
        yield new Reach(Set.of(Set.of(target.strip())));
      }
    };
  }

  private static String expression(Target.Ids ids) {
    return new TreeSet<>(ids.ids())
        .stream().map(id -> '"' + id + '"').collect(Collectors.joining(", ", "id in [", "]"));
  }

  public boolean isAll() {
    return alternatives.stream().anyMatch(Set::isEmpty);
  }

  public boolean isNone() {
    return alternatives.isEmpty();
  }

  /** The nodes of both together. */
  public Reach or(Reach other) {
    Set<Set<String>> union = new HashSet<>(alternatives);
    union.addAll(other.alternatives);
    return new Reach(union);
  }

  /** The nodes that are in both. */
  public Reach and(Reach other) {
    Set<Set<String>> both = new HashSet<>();
    for (Set<String> one : alternatives) {
      for (Set<String> another : other.alternatives) {
        Set<String> joined = new LinkedHashSet<>(one);
        joined.addAll(another);
        both.add(joined);
      }
    }
    return new Reach(both);
  }

  /**
   * True when it is plain that every node of the other is in this one: each of its alternatives has
   * all the targets of one of these. What only the fleet could tell is answered with no.
   */
  public boolean covers(Reach other) {
    return other.alternatives.stream()
        .allMatch(theirs -> alternatives.stream().anyMatch(theirs::containsAll));
  }

  /** As a target: {@code all}, an expression, or the empty text for no node. */
  public String target() {
    if (isNone()) {
      return "";
    }
    if (isAll()) {
      return "all";
    }
    return joined(
        alternatives.stream().map(one -> joined(new TreeSet<>(one), " && ")).sorted().toList(),
        " || ");
  }

  /** Each part is an expression of its own; a comment in it must not swallow the bracket. */
  private static String joined(Collection<String> parts, String operator) {
    List<String> all = List.copyOf(parts);
    return all.size() == 1
        ? all.getFirst()
        : all.stream()
            .map(part -> "(" + part + (part.contains("//") ? "\n)" : ")"))
            .collect(Collectors.joining(operator));
  }
}
