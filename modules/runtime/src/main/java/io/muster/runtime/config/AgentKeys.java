package io.muster.runtime.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The settings of an agent that the control plane may keep for it, under the component {@value
 * #COMPONENT}: those of {@code conf/agent.reference.yaml} that an agent can change while it runs.
 * Where it lives, how it joins and how it reaches NATS is not among them, so that a wrong value
 * cannot cut it off. What is wrong is said by name; the agent looks again, since it knows its
 * machine.
 */
public final class AgentKeys {
  /** What the agent calls itself as a component. */
  public static final String COMPONENT = "agent";

  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,126}[A-Za-z0-9])?");
  private static final Pattern GROUP =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
  private static final int MAX_ENTRIES = 256;
  private static final int MAX_VALUE = 256;

  /** Says what a value must be, or returns null when it is that. */
  private interface Rule {
    String broken(Object value);
  }

  private static final Map<String, Rule> RULES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("node.name", AgentKeys::text),
              Map.entry("node.labels", AgentKeys::labels),
              Map.entry("node.groups", AgentKeys::groups),
              Map.entry("heartbeat.interval", time("1s", "10m")),
              Map.entry("catchUp.poll", time("10s", "1d")),
              Map.entry("config.poll", time("10s", "1d")),
              Map.entry("facts.refresh", time("10s", "1d")),
              Map.entry("limits.parallel", number(1, 1_000)),
              Map.entry("limits.queue", number(0, 100_000)),
              Map.entry("ledger.spool", size("1MiB", "8192TiB")),
              Map.entry("ledger.remember", number(100, 1_000_000)),
              Map.entry("ledger.retention", time("1m", "3650d")),
              Map.entry("shell.grace", time("0s", "10m")),
              Map.entry("shell.drain", time("0s", "1m")),
              Map.entry("files.cacheBytes", size("0B", "8192TiB")),
              Map.entry("files.keep", number(0, 1_000)),
              Map.entry("files.keepBytes", size("0B", "8192TiB")),
              Map.entry("files.records", number(10, 100_000)),
              Map.entry("files.diffBytes", size("0B", "8MiB")),
              Map.entry("files.templateBytes", size("1KiB", "8MiB")),
              Map.entry("stop.grace", time("0s", "1h")),
              Map.entry("log.format", word("text", "json")),
              Map.entry("log.level", word("error", "warn", "info", "debug", "trace"))));

  private AgentKeys() {}

  /** Every key that may be kept, ordered. */
  public static List<String> known() {
    return List.copyOf(RULES.keySet());
  }

  /** What is wrong with a document of nested maps; a null takes a key away and is never wrong. */
  public static List<String> problems(Map<?, ?> document) {
    List<String> problems = new ArrayList<>();
    look("", document, problems);
    return problems;
  }

  private static void look(String path, Map<?, ?> section, List<String> problems) {
    section.forEach(
        (name, value) -> {
          String key = path + name;
          Rule rule = RULES.get(key);
          if (rule != null) {
            String broken = value == null ? null : rule.broken(value);
            if (broken != null) {
              problems.add(key + " is " + shown(value) + " but must be " + broken);
            }
          } else if (RULES.keySet().stream().noneMatch(known -> known.startsWith(key + "."))) {
            problems.add(
                key
                    + " cannot be kept here; what an agent changes while it runs is "
                    + String.join(", ", RULES.keySet()));
          } else if (value instanceof Map<?, ?> inner) {
            look(key + ".", inner, problems);
          } else if (value != null) {
            problems.add(key + " is " + shown(value) + " but must be a section");
          }
        });
  }

  private static String shown(Object value) {
    String text = Objects.toString(value);
    return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
  }

  private static Rule time(String least, String most) {
    return value ->
        between(value, Durations::parse, Durations.parse(least), Durations.parse(most))
            ? null
            : "a duration from " + least + " to " + most + ", such as 30s";
  }

  private static Rule number(int least, int most) {
    return value ->
        between(value, Long::valueOf, (long) least, (long) most)
            ? null
            : "a whole number from " + least + " to " + most;
  }

  private static <T extends Comparable<T>> boolean between(
      Object value, Function<String, T> read, T least, T most) {
    if (!(value instanceof String || value instanceof Long || value instanceof Integer)) {
      return false;
    }
    try {
      T found = read.apply(value.toString());
      return found.compareTo(least) >= 0 && found.compareTo(most) <= 0;
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }

  private static Rule word(String... words) {
    return value ->
        value instanceof String text && List.of(words).contains(text.toLowerCase(Locale.ROOT))
            ? null
            : "one of " + Arrays.asList(words);
  }

  private static Rule size(String least, String most) {
    return value ->
        between(
                value,
                text -> Size.parse(text).bytes(),
                Size.parse(least).bytes(),
                Size.parse(most).bytes())
            ? null
            : "a size from " + least + " to " + most + ", such as 64MiB";
  }

  private static String text(Object value) {
    return value instanceof String text && !text.isBlank() && text.length() <= MAX_VALUE
        ? null
        : "a text of at most " + MAX_VALUE + " characters";
  }

  private static String labels(Object value) {
    boolean fine =
        value instanceof Map<?, ?> map
            && map.size() <= MAX_ENTRIES
            && map.entrySet().stream()
                .allMatch(
                    e ->
                        LABEL.matcher(e.getKey().toString()).matches()
                            && (e.getValue() == null
                                || e.getValue() instanceof String text
                                    && text.length() <= MAX_VALUE));
    return fine
        ? null
        : "a section of at most "
            + MAX_ENTRIES
            + " labels: names of letters, digits, . _ / -, texts of at most "
            + MAX_VALUE
            + " characters (write numbers and booleans as text)";
  }

  private static String groups(Object value) {
    boolean fine =
        value instanceof List<?> list
            && list.size() <= MAX_ENTRIES
            && list.stream()
                .allMatch(g -> g instanceof String text && GROUP.matcher(text).matches());
    return fine ? null : "a list of at most " + MAX_ENTRIES + " names of letters, digits, . _ -";
  }
}
