package io.muster.cli;

import io.muster.cli.output.NodeRanges;

/** What users write after {@code -t}. */
public final class Targets {
  private Targets() {}

  /** Unfolds {@code web-[1-20]}, as our own output has it; everything else is the server's. */
  public static String of(String text) {
    return NodeRanges.isFolded(text) ? String.join(",", NodeRanges.expand(text)) : text;
  }

  /** Whether it plainly means the whole fleet. */
  public static boolean isAll(String text) {
    String plain = text.strip();
    return plain.equals("all") || plain.equals("true");
  }
}
