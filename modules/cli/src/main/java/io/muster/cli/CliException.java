package io.muster.cli;

/** Ends a command with one line on stderr and an exit code; never with a stack trace. */
public final class CliException extends RuntimeException {
  private final int exitCode;
  private final String code;

  public CliException(int exitCode, String message) {
    this(exitCode, message, "");
  }

  /**
   * A failure that the control plane reported.
   *
   * @param code its code, such as {@code NOT_FOUND}
   */
  public CliException(int exitCode, String message, String code) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }

  /** The user asked for something that cannot be: exit code 2. */
  public static CliException usage(String message) {
    return new CliException(Exit.USAGE, message);
  }

  /** One of {@link Exit}. */
  public int exitCode() {
    return exitCode;
  }

  /** The control plane's code; empty when the failure is our own. */
  public String code() {
    return code;
  }
}
