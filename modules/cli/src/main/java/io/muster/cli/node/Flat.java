package io.muster.cli.node;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Turns nested values into rows: {@code os.name}, {@code disks.0.size}, … */
final class Flat {
  private Flat() {}

  static void rows(String path, Object value, BiConsumer<String, String> row) {
    switch (value) {
      case Map<?, ?> map -> map.forEach((k, v) -> rows(path + "." + k, v, row));
      case List<?> list when list.stream().noneMatch(e -> e instanceof Map || e instanceof List) ->
          row.accept(path, list.stream().map(Objects::toString).collect(Collectors.joining(",")));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          rows(path + "." + i, list.get(i), row);
        }
      }
      case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
          row.accept(path, Long.toString(number.longValue()));
      case null -> row.accept(path, "");
      default -> row.accept(path, value.toString());
    }
  }
}
