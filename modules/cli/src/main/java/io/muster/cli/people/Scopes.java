package io.muster.cli.people;

import io.muster.cli.CliException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads {@code --scope}: a target, or {@code env:NAME[,NAME]}. */
public final class Scopes {
  private static final String ENVIRONMENTS = "env:";

  private Scopes() {}

  /** Puts it into a body; null says nothing. */
  public static void put(Map<String, Object> body, String scope) {
    if (scope == null) {
      return;
    }
    if (scope.isBlank()) {
      throw CliException.usage("--scope is empty; leave it out for the whole fleet");
    }
    if (!scope.startsWith(ENVIRONMENTS)) {
      body.put("target", scope);
      return;
    }
    List<String> names =
        Arrays.stream(scope.substring(ENVIRONMENTS.length()).split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (names.isEmpty()) {
      throw CliException.usage("--scope is '" + scope + "'; write env:NAME or env:NAME,NAME");
    }
    body.put("environments", names);
  }

  /** For a table. */
  public static String text(String target, List<String> environments) {
    String names = environments.isEmpty() ? "" : ENVIRONMENTS + String.join(",", environments);
    return target.isEmpty() && names.isEmpty()
        ? "all"
        : target.isEmpty() ? names : names.isEmpty() ? target : names + " and " + target;
  }
}
