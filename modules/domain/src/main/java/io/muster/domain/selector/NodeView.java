package io.muster.domain.selector;

import dev.cel.runtime.CelVariableResolver;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node as targets see it. Nothing in it changes.
 *
 * @param labels effective ones
 * @param groups effective ones
 * @param facts nested maps with string keys, lists, strings, booleans, {@link Long} and {@link
 *     Double}; no null anywhere, because an unknown fact is an absent one
 * @param status {@code new}, {@code online} or {@code offline}
 * @param cordoned not a variable of expressions: who selects decides what it means
 * @param profileHash which profile the facts come from; not a variable either
 */
public record NodeView(
    String id,
    String name,
    Map<String, String> labels,
    List<String> groups,
    Map<String, Object> facts,
    String status,
    boolean cordoned,
    String profileHash)
    implements CelVariableResolver {

  /** True while heartbeats come. */
  public boolean online() {
    return status.equals("online");
  }

  /** The value of a variable of expressions, or null. */
  Object variable(String variable) {
    return switch (variable) {
      case "id" -> id;
      case "name" -> name;
      case "labels" -> labels;
      case "groups" -> groups;
      case "facts" -> facts;
      case "status" -> status;
      default -> null;
    };
  }

  @Override
  public Optional<Object> find(String variable) {
    return Optional.ofNullable(variable(variable));
  }
}
