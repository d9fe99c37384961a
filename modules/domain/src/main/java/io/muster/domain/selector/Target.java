package io.muster.domain.selector;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which nodes something is meant for. Three forms, told apart by their look alone:
 *
 * <ol>
 *   <li>{@code all} or {@code true}: every node;
 *   <li>node ids with commas between them, a single id included ({@code web01}, {@code node-1,
 *       node-2}): everything that consists of such words only, save {@code all}, {@code true} and
 *       {@code false}. None of these could be an expression: no variable is a boolean, {@code a-b}
 *       is a number, and a comma outside of brackets is not CEL;
 *   <li>everything else is a CEL expression over {@code id}, {@code name}, {@code labels}, {@code
 *       groups}, {@code facts}, {@code status} that says yes or no. A node on which it cannot be
 *       evaluated (a label that is not there) is not picked.
 * </ol>
 */
public sealed interface Target {
  /**
   * Reads a target. The first expression of a process takes half a second, later ones 2 ms, known
   * ones nothing.
   *
   * @throws InvalidTarget with the position, when it cannot be understood
   */
  static Target parse(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      throw new InvalidTarget(
          "target is empty; write an expression such as labels[\"role\"] == \"web\", node ids, or"
              + " all",
          1,
          1);
    }
    if (stripped.equals("all") || stripped.equals("true")) {
      return new All();
    }
    return ids(stripped).<Target>map(Ids::new).orElseGet(() -> Expressions.compile(text));
  }

  private static Optional<Set<String>> ids(String text) {
    if (text.equals("false")) {
      return Optional.empty();
    }
    List<String> words = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    boolean trailing = words.size() > 1 && words.getLast().isEmpty();
    List<String> ids = trailing ? words.subList(0, words.size() - 1) : words;
    return ids.stream().allMatch(word -> Ids.FORM.matcher(word).matches())
        ? Optional.of(new LinkedHashSet<>(ids))
        : Optional.empty();
  }

  /**
   * The nodes that it picks, cordoned ones too, ordered by id.
   *
   * @throws InvalidTarget when the expression costs too much to evaluate
   */
  List<NodeView> pick(Fleet fleet, Budget budget);

  /** Ids that it names and the fleet does not have, in order. */
  default List<String> missing(Fleet fleet) {
    return List.of();
  }

  /** Every node. */
  record All() implements Target {
    @Override
    public List<NodeView> pick(Fleet fleet, Budget budget) {
      return fleet.all();
    }
  }

  /** Nodes by name. */
  record Ids(Set<String> ids) implements Target {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    /** Copies. */
    public Ids {
      ids = Collections.unmodifiableSet(new LinkedHashSet<>(ids));
    }

    @Override
    public List<NodeView> pick(Fleet fleet, Budget budget) {
      return ids.stream().flatMap(id -> fleet.find(id).stream()).sorted(Fleet.order()).toList();
    }

    @Override
    public List<String> missing(Fleet fleet) {
      TreeSet<String> absent = new TreeSet<>(ids);
      absent.removeIf(id -> fleet.find(id).isPresent());
      return List.copyOf(absent);
    }
  }

  /** A CEL expression. */
  record Expression(String text, Condition condition) implements Target {
    @Override
    public List<NodeView> pick(Fleet fleet, Budget budget) {
      return condition.pick(fleet, budget);
    }
  }
}
