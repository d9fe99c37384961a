package io.muster.server.config;

import io.muster.domain.config.Form;
import io.muster.domain.config.SecretReferences;
import io.muster.runtime.Failure;
import io.muster.runtime.config.AgentKeys;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong with a document before any node has seen it. */
final class Verdicts {
  private Verdicts() {}

  /** Whether its keys are known here. */
  static boolean knows(String component) {
    return component.equals(AgentKeys.COMPONENT);
  }

  /** Every problem, by key, but for secrets that are not there: who writes it looks for those. */
  static List<String> problems(String component, Map<String, Object> document) {
    List<String> problems = new ArrayList<>(Form.problems(document));
    problems.addAll(SecretReferences.problems(document, name -> true));
    if (knows(component)) {
      problems.addAll(AgentKeys.problems(document));
    }
    return problems;
  }

  /** Fails with {@code INVALID}, naming every problem. */
  static Map<String, Object> checked(String component, Map<String, Object> document) {
    return checked(component, document, List.of());
  }

  /** As {@link #checked(String, Map)}, with what else was found. */
  static Map<String, Object> checked(
      String component, Map<String, Object> document, List<String> more) {
    Set<String> problems = new LinkedHashSet<>(problems(component, document));
    problems.addAll(more);
    if (!problems.isEmpty()) {
      throw Failure.invalid(
          "the configuration of "
              + component
              + " has "
              + (problems.size() == 1 ? "a problem" : problems.size() + " problems")
              + ": "
              + String.join("; ", problems));
    }
    return document;
  }
}
