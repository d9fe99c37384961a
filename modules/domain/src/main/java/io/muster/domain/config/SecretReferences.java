package io.muster.domain.config;

import io.muster.domain.config.Keys.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References to secrets in texts, {@code ${secret:NAME}}. They are kept and shown as references and
 * resolved on the way to a node only; what nobody can resolve must not get that far.
 */
public final class SecretReferences {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{secret:([^}]*)(}?)");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]{0,127}");

  private SecretReferences() {}

  /** What is wrong with the references of a document, given the secrets that are known. */
  public static List<String> problems(Map<String, Object> document, Predicate<String> known) {
    List<String> problems = new ArrayList<>();
    Keys.flat(document).forEach((key, leaf) -> look(key, leaf, known, problems));
    return problems;
  }

  private static void look(String key, Leaf leaf, Predicate<String> known, List<String> problems) {
    if (leaf.value() instanceof List<?> items) {
      items.forEach(item -> look(key, new Leaf(item), known, problems));
    } else if (leaf.value() instanceof Map<?, ?> section) {
      section.values().forEach(value -> look(key, new Leaf(value), known, problems));
    } else if (leaf.value() instanceof String text) {
      look(key, text, known, problems);
    }
  }

  private static void look(
      String key, String text, Predicate<String> known, List<String> problems) {
    Matcher reference = REFERENCE.matcher(text);
    while (reference.find()) {
      String name = reference.group(1);
      if (reference.group(2).isEmpty() || !NAME.matcher(name).matches()) {
        problems.add(
            key + " holds '" + reference.group() + "'; a reference is written ${secret:NAME}");
      } else if (!known.test(name)) {
        problems.add(
            key
                + " refers to the secret '"
                + name
                + "', which this control plane does not have and so could not give to a node; take"
                + " the reference out");
      }
    }
  }
}
