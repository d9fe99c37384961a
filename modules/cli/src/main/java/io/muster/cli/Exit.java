package io.muster.cli;

/** The exit codes that scripts rely on. */
public final class Exit {
  /** All succeeded. */
  public static final int OK = 0;

  /** Some failed. */
  public static final int FAILED = 1;

  /** Wrong usage. */
  public static final int USAGE = 2;

  /** No node matched. */
  public static final int NO_NODE = 3;

  /** Unknown, timed out or expired somewhere. */
  public static final int UNKNOWN = 4;

  /** Not reachable or not allowed. */
  public static final int UNREACHABLE = 5;

  private Exit() {}
}
