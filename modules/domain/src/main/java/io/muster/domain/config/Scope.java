package io.muster.domain.config;

import io.muster.domain.selector.InvalidTarget;
import io.muster.domain.selector.Target;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whom a document is for. One spelling each, so that the same target is the same document: a target
 * that is one id is that node, lists of ids are sorted.
 *
 * @param text {@code all}, an expression, ids with commas, or one node's id
 */
public record Scope(Kind kind, String text) {
  /** From the general to the special: the order of documents of one priority. */
  public enum Kind {
    ALL,
    EXPRESSION,
    IDS,
    NODE
  }

  private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
  private static final Pattern TEXT_LITERAL =
      Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'");
  private static final Pattern STATUS = Pattern.compile("(?<![.\\w])status\\b");

  /**
   * The scope of one node.
   *
   * @throws IllegalArgumentException when that is no node id
   */
  public static Scope node(String id) {
    if (!NODE_ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "'" + id + "' is not a node id: letters, digits, - and _, at most 63");
    }
    return new Scope(Kind.NODE, id);
  }

  /**
   * The scope of a target.
   *
   * @throws InvalidTarget when it cannot be understood
   * @throws IllegalArgumentException when it depends on whether nodes are online: every loss of a
   *     connection would change their configuration
   */
  public static Scope target(String text) {
    return switch (Target.parse(text)) {
      case Target.All all -> new Scope(Kind.ALL, "all");
      case Target.Ids ids when ids.ids().size() == 1 -> node(ids.ids().iterator().next());
      case Target.Ids ids -> new Scope(Kind.IDS, String.join(",", new TreeSet<>(ids.ids())));
      case Target.Expression expression -> expression(text.strip());
    };
  }

  private static Scope expression(String text) {
    if (STATUS.matcher(TEXT_LITERAL.matcher(text).replaceAll("''")).find()) {
      throw new IllegalArgumentException(
          "the target of a configuration cannot use status: it would change whenever a connection"
              + " is lost; use labels, groups or facts");
    }
    return new Scope(Kind.EXPRESSION, text);
  }

  public boolean isNode() {
    return kind == Kind.NODE;
  }

  /** For people: {@code node web-1} or {@code target all}. */
  public String label() {
    return (isNode() ? "node " : "target ") + text;
  }
}
