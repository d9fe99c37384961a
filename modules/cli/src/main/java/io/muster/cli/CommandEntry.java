package io.muster.cli;

import java.util.List;
import java.util.function.Supplier;

/**
 * A place in the tree of commands. The picocli-annotated command object is made only when the
 * arguments name it, or when help or completion needs all of them.
 *
 * @param name what the user types
 * @param command makes the annotated object; a leaf is a {@code Callable<Integer>} that returns one
 *     of {@link Exit}, a group needs no body
 * @param children empty for a leaf
 */
public record CommandEntry(String name, Supplier<?> command, List<CommandEntry> children) {
  public CommandEntry {
    children = List.copyOf(children);
  }

  /** A command without subcommands. */
  public static CommandEntry leaf(String name, Supplier<?> command) {
    return new CommandEntry(name, command, List.of());
  }

  /** A command that only groups others. */
  public static CommandEntry group(String name, Supplier<?> command, CommandEntry... children) {
    return new CommandEntry(name, command, List.of(children));
  }
}
