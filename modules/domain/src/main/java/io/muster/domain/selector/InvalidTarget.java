package io.muster.domain.selector;

/**
 * A target that cannot be understood or evaluated. The message shows the expression with a caret
 * under the position.
 */
public final class InvalidTarget extends RuntimeException {
  private final int line;
  private final int column;

  InvalidTarget(String message, int line, int column) {
    super(message, null, false, false);
    this.line = line;
    this.column = column;
  }

  /** An error at a position of the text. */
  static InvalidTarget at(String text, int line, int column, String what) {
    String[] lines = text.split("\n", -1);
    String source = line >= 1 && line <= lines.length ? lines[line - 1] : "";
    String caret = " ".repeat(Math.clamp(column - 1L, 0, source.length())) + "^";
    return new InvalidTarget(
        "target is wrong at " + line + ":" + column + ": " + what + "\n" + source + "\n" + caret,
        line,
        column);
  }

  /** Counts from 1; 0 when the error has no position. */
  public int line() {
    return line;
  }

  /** Counts from 1; 0 when the error has no position. */
  public int column() {
    return column;
  }
}
