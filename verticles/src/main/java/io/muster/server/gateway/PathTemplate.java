package io.muster.server.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * A path such as {@code /api/v1/jobs/{id}/tasks} or {@code /api/v1/jobs/{id}:cancel}, after
 * google.api.http. A variable takes one segment; {@code **} is not supported.
 *
 * @param segments a literal, or null where a variable stands
 * @param variables field paths of the variables in order
 * @param verb what follows the last colon, or empty
 */
record PathTemplate(String text, List<Segment> segments, List<String> variables, String verb) {
  /** One part between slashes. */
  record Segment(String literal) {
    boolean variable() {
      return literal == null;
    }
  }

  static PathTemplate parse(String text) {
    int colon = text.lastIndexOf(':');
    boolean hasVerb = colon > text.lastIndexOf('/') && colon > text.lastIndexOf('}');
    String verb = hasVerb ? text.substring(colon + 1) : "";
    String path = hasVerb ? text.substring(0, colon) : text;
    if (!path.startsWith("/")) {
      throw new IllegalStateException("a route starts with /: " + text);
    }
    List<Segment> segments = new ArrayList<>();
    List<String> variables = new ArrayList<>();
    for (String part : path.substring(1).split("/", -1)) {
      if (part.startsWith("{") && part.endsWith("}")) {
        String variable = part.substring(1, part.length() - 1);
        String name =
            variable.endsWith("=*") ? variable.substring(0, variable.length() - 2) : variable;
        if (name.contains("=")) {
          throw new IllegalStateException("only {field} and {field=*} are supported: " + text);
        }
        variables.add(name);
        segments.add(new Segment(null));
      } else if (part.isEmpty() || part.contains("*") || part.contains("{")) {
        throw new IllegalStateException("not a route that the gateway knows: " + text);
      } else {
        segments.add(new Segment(part));
      }
    }
    return new PathTemplate(text, List.copyOf(segments), List.copyOf(variables), verb);
  }
}
