package io.muster.agent.identity;

/** Enrolment or renewal did not succeed. */
public final class EnrolmentException extends Exception {
  private final boolean refused;

  /** {@code refused}: the control plane said no, and will again; otherwise it may say yes later. */
  EnrolmentException(String message, boolean refused, Throwable cause) {
    super(message, cause);
    this.refused = refused;
  }

  public boolean refused() {
    return refused;
  }
}
