package io.muster.agent.template;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.extension.core.RangeFunction;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.util.List;
import java.util.Map;

/** The function {@code range}, which makes a list in memory: at most {@value #MOST} items. */
final class BoundedRange extends AbstractExtension {
  static final int MOST = 10_000;

  @Override
  public Map<String, Function> getFunctions() {
    return Map.of("range", new Range());
  }

  private static final class Range implements Function {
    private final RangeFunction range = new RangeFunction();

    @Override
    public List<String> getArgumentNames() {
      return range.getArgumentNames();
    }

    @Override
    public Object execute(
        Map<String, Object> given, PebbleTemplate self, EvaluationContext context, int line) {
      if (given.get("start") instanceof Number from
          && given.get("end") instanceof Number to
          && Math.abs(to.doubleValue() - from.doubleValue()) > MOST) {
        throw new PebbleException(
            null, "range makes at most " + MOST + " items", line, self.getName());
      }
      return range.execute(given, self, context, line);
    }
  }
}
