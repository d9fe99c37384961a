package io.muster.runtime.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Turns settings into records and collects everything that is wrong with them, by name and line.
 */
final class Binder {
  private static final Map<Class<?>, Function<String, Object>> SCALARS =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(int.class, text -> number(text, Integer::valueOf)),
          Map.entry(Integer.class, text -> number(text, Integer::valueOf)), // of an Optional
          Map.entry(long.class, text -> number(text, Long::valueOf)),
          Map.entry(double.class, text -> number(text, Double::valueOf)),
          Map.entry(boolean.class, Binder::bool),
          Map.entry(Duration.class, Durations::parse),
          Map.entry(Size.class, Size::parse),
          Map.entry(Path.class, Path::of));

  private final List<String> problems = new ArrayList<>();

  <T extends Record> T bind(Class<T> type, Map<String, Object> settings) {
    T value = record(type, settings, "");
    if (!problems.isEmpty()) {
      throw new ConfigException(String.join("\n", problems));
    }
    return value;
  }

  private <T extends Record> T record(Class<T> type, Map<String, Object> settings, String path) {
    RecordComponent[] components = type.getRecordComponents();
    refuseUnknown(components, settings, path);
    Object[] arguments = new Object[components.length];
    int before = problems.size();
    for (int i = 0; i < components.length; i++) {
      arguments[i] =
          component(
              components[i], settings.get(components[i].getName()), path + components[i].getName());
    }
    return problems.size() > before ? null : construct(type, components, arguments);
  }

  private void refuseUnknown(
      RecordComponent[] components, Map<String, Object> settings, String path) {
    var known =
        Arrays.stream(components)
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    settings.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            problems.add(
                where(value)
                    + ": unknown key "
                    + path
                    + key
                    + "; known here: "
                    + String.join(", ", known));
          }
        });
  }

  private Object component(RecordComponent component, Object setting, String path) {
    Class<?> type = component.getType();
    if (isSection(type)) {
      return section(type, setting, path);
    }
    if (type == Map.class) {
      Class<?> values = argument(component.getGenericType(), 1);
      return values.isRecord() ? sections(values, setting, path) : map(setting, path);
    }
    Settings.Entry entry = setting instanceof Settings.Entry e ? e : null;
    boolean optional = type == Optional.class;
    boolean unset =
        entry == null || entry.value() == null || entry.value().equals("") && type != List.class;
    if (unset) {
      if (optional) {
        return Optional.empty();
      }
      problems.add(
          setting instanceof Map
              ? where(setting) + ": " + path + " is a value, not a section"
              : path + " is required and missing; set it in the file or with $" + variable(path));
      return null;
    }
    Class<?> wanted =
        optional || type == List.class ? argument(component.getGenericType(), 0) : type;
    Object value = type == List.class ? list(entry, wanted, path) : convert(entry, wanted, path);
    check(component.getAnnotation(Range.class), value, entry, path);
    return optional ? Optional.ofNullable(value) : value;
  }

  static boolean isSection(Class<?> type) {
    return type.isRecord() && type != Size.class;
  }

  @SuppressWarnings("unchecked")
  private Object section(Class<?> type, Object setting, String path) {
    if (setting instanceof Settings.Entry entry && entry.value() != null) {
      problems.add(entry.where() + ": " + path + " is a section with keys of its own, not a value");
      return null;
    }
    Map<String, Object> inner = setting instanceof Map ? (Map<String, Object>) setting : Map.of();
    return record((Class<? extends Record>) type, inner, path + ".");
  }

  /** Sections with names that the operator chooses; nothing in them has a default. */
  private Map<String, Object> sections(Class<?> type, Object setting, String path) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (setting instanceof Map<?, ?> named) {
      named.forEach(
          (name, inner) ->
              values.put((String) name, section(type, spelled(type, inner), path + "." + name)));
    } else if (setting instanceof Settings.Entry entry && entry.value() != null) {
      problems.add(entry.where() + ": " + path + " is a section with keys of its own, not a value");
    }
    return values;
  }

  /**
   * A named section with its keys as they are known: a variable of the environment cannot tell how
   * a key is spelled that no file states.
   */
  private static Object spelled(Class<?> type, Object setting) {
    if (!(setting instanceof Map<?, ?> section)) {
      return setting;
    }
    Map<String, Object> spelled = new LinkedHashMap<>();
    section.forEach(
        (key, value) -> {
          String known =
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getName)
                  .filter(name -> Settings.plain(name).equals(Settings.plain((String) key)))
                  .filter(name -> !section.containsKey(name))
                  .findFirst()
                  .orElse((String) key);
          spelled.put(known, value);
        });
    return spelled;
  }

  private Map<String, String> map(Object setting, String path) {
    Map<String, String> values = new LinkedHashMap<>();
    if (setting instanceof Map<?, ?> section) {
      section.forEach(
          (key, value) -> {
            if (value instanceof Settings.Entry entry && entry.value() instanceof String text) {
              values.put((String) key, text);
            } else {
              problems.add(where(value) + ": " + path + "." + key + " must be text");
            }
          });
    } else if (setting instanceof Settings.Entry entry && entry.value() != null) {
      problems.add(entry.where() + ": " + path + " is a section with keys of its own, not a value");
    }
    return values;
  }

  private List<Object> list(Settings.Entry entry, Class<?> item, String path) {
    List<?> raw =
        entry.value() instanceof List<?> items
            ? items
            : Arrays.stream(entry.value().toString().split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    List<Object> values = new ArrayList<>();
    raw.forEach(one -> values.add(convert(new Settings.Entry(one, entry.where()), item, path)));
    return values;
  }

  private Object convert(Settings.Entry entry, Class<?> type, String path) {
    String text = entry.value() instanceof String s ? s : null;
    try {
      if (text == null) {
        throw new IllegalArgumentException("a single value");
      }
      return type.isEnum() ? constant(type, text) : SCALARS.get(type).apply(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add(
          entry.where()
              + ": "
              + path
              + " is '"
              + entry.value()
              + "' but must be "
              + e.getMessage());
      return null;
    }
  }

  private void check(Range range, Object value, Settings.Entry entry, String path) {
    if (range == null || value == null) {
      return;
    }
    long n =
        switch (value) {
          case Duration d -> d.toMillis();
          case Size s -> s.bytes();
          case Number number -> number.longValue();
          default -> throw new IllegalStateException(path + " cannot have a range");
        };
    if (n < range.min() || n > range.max()) {
      String unit = value instanceof Duration ? " ms" : value instanceof Size ? " bytes" : "";
      String upper = range.max() == Long.MAX_VALUE ? " or more" : " to " + range.max() + unit;
      problems.add(
          entry.where()
              + ": "
              + path
              + " is "
              + entry.value()
              + " but must be "
              + range.min()
              + unit
              + upper);
    }
  }

  private <T extends Record> T construct(
      Class<T> type, RecordComponent[] components, Object[] arguments) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<T> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      problems.add(e.getCause().getMessage());
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private static Object constant(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (constant.toString().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "one of "
            + Arrays.stream(type.getEnumConstants())
                .map(c -> c.toString().toLowerCase(Locale.ROOT))
                .toList());
  }

  private static <N> Object number(String text, Function<String, N> parse) {
    try {
      return parse.apply(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a number", e);
    }
  }

  private static Object bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("true or false");
    };
  }

  private static Class<?> argument(Type generic, int at) {
    return (Class<?>) ((java.lang.reflect.ParameterizedType) generic).getActualTypeArguments()[at];
  }

  private static String where(Object setting) {
    if (setting instanceof Settings.Entry entry) {
      return entry.where();
    }
    if (setting instanceof Map<?, ?> section && !section.isEmpty()) {
      return where(section.values().iterator().next());
    }
    return "configuration";
  }

  private static String variable(String path) {
    return "MUSTER__"
        + path.replace(".", "__").replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
  }
}
