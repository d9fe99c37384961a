package io.muster.domain.task;

/**
 * How an attempt ended, beside its state.
 *
 * @param exitCode of the command, or null when it did not end by exit
 * @param signal that ended the command, 0 for none
 * @param message why, when the state alone does not say it; never null
 * @param skipped a guard said that there was nothing to do
 */
public record Ending(Integer exitCode, int signal, String message, boolean skipped) {
  /** Not ended, or nothing to say about it. */
  public static final Ending NONE = new Ending(null, 0, "", false);

  public static Ending because(String message) {
    return new Ending(null, 0, message, false);
  }
}
