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
    if (value instanceof Map<?, ?> map) {
      map.forEach((k, v) -> rows(path + "." + k, v, row));
    } else if (value instanceof List<?> list) {
      list(path, list, row);
    } else {
      row.accept(path, text(value));
    }
  }

  private static void list(String path, List<?> list, BiConsumer<String, String> row) {
    if (list.stream().noneMatch(e -> e instanceof Map || e instanceof List)) {
      row.accept(path, list.stream().map(Flat::text).collect(Collectors.joining(",")));
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      rows(path + "." + i, list.get(i), row);
    }
  }

  /** Numbers of a protobuf Struct are doubles: whole ones are shown without a fraction. */
  private static String text(Object value) {
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return Long.toString(number.longValue());
    }
    return Objects.toString(value, "");
  }
}
