package io.muster.domain.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What every document must keep to, whatever its component. */
public final class Form {
  /** Sections inside sections. */
  public static final int MAX_DEPTH = 16;

  private static final int MAX_NAME = 200;

  private Form() {}

  /** What is wrong with its form: each names the key and the remedy. */
  public static List<String> problems(Map<String, Object> document) {
    List<String> problems = new ArrayList<>();
    look(document, List.of(), problems);
    return problems;
  }

  private static void look(Object value, List<String> path, List<String> problems) {
    if (path.size() > MAX_DEPTH) {
      problems.add(Keys.text(path) + " lies deeper than " + MAX_DEPTH + " levels; flatten it");
    } else if (value instanceof List<?> items) {
      items.forEach(item -> look(item, Keys.below(path, "[]"), problems));
    } else if (value instanceof Map<?, ?> section) {
      section.forEach((name, inner) -> look((String) name, inner, path, problems));
    } else if (value instanceof String text && text.indexOf('\0') >= 0) {
      problems.add(Keys.text(path) + " holds a zero byte; take it out");
    }
  }

  private static void look(String name, Object value, List<String> path, List<String> problems) {
    boolean odd = name.isEmpty() || name.length() > MAX_NAME;
    if (odd || name.codePoints().anyMatch(Character::isISOControl)) {
      problems.add(
          (path.isEmpty() ? "the document" : Keys.text(path))
              + " has a key that is empty, longer than "
              + MAX_NAME
              + " characters or has control characters: '"
              + name.replaceAll("\\p{Cntrl}", "?")
              + "'");
      return;
    }
    look(value, Keys.below(path, name), problems);
  }
}
