package io.muster.cli;

/** Ends a command with one line on stderr and an exit code; never with a stack trace. */
public final class CliException extends RuntimeException {
  private final int exitCode;

  public CliException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public CliException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The user asked for something that cannot be: exit code 2. */
  public static CliException usage(String message) {
    return new CliException(Exit.USAGE, message);
  }

  /** One of {@link Exit}. */
  public int exitCode() {
    return exitCode;
  }
}
