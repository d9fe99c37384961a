package io.muster.agent.template;

/** A template that cannot be rendered; the message names the line and what is wrong there. */
public final class TemplateException extends RuntimeException {
  TemplateException(String message) {
    super(message, null, false, false);
  }
}
