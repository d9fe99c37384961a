package io.muster.local.doctor;

/**
 * One thing that was looked at.
 *
 * @param detail what was found
 * @param remedy a command or an advice; empty when nothing is to be done
 */
public record Finding(State state, String what, String detail, String remedy) {
  /** How it stands. */
  public enum State {
    OK,
    /** Works, with less. */
    WEAK,
    /** Muster cannot run without it. */
    MISSING,
    /** Only tests or some features want it. */
    OPTIONAL
  }

  static Finding ok(String what, String detail) {
    return new Finding(State.OK, what, detail, "");
  }
}
