package io.muster.domain.config;

import io.muster.domain.config.Keys.Leaf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
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

  /** The names that a value and everything in it refers to. */
  public static Set<String> names(Object value) {
    Set<String> names = new TreeSet<>();
    replace(
        value,
        name -> {
          names.add(name);
          return "";
        });
    return names;
  }

  /** How a document refers to a secret. */
  public static String reference(String name) {
    return "${secret:" + name + "}";
  }

  /** Whether a text may hold a reference. */
  public static boolean mayRefer(String text) {
    return text.contains("${secret:");
  }

  /** A copy with the values of secrets in the places of references. */
  public static Object replace(Object value, UnaryOperator<String> values) {
    return switch (value) {
      case String text ->
          REFERENCE
              .matcher(text)
              .replaceAll(found -> Matcher.quoteReplacement(replaced(found, values)));
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        list.forEach(item -> copy.add(replace(item, values)));
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(key, replace(item, values)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  private static String replaced(MatchResult found, UnaryOperator<String> values) {
    boolean good = !found.group(2).isEmpty() && NAME.matcher(found.group(1)).matches();
    return good ? values.apply(found.group(1)) : found.group();
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
                + "', which this control plane does not have; make it with `muster secret set "
                + name
                + "`, or take the reference out");
      }
    }
  }
}
