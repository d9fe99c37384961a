package io.muster.server.compat;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import com.google.protobuf.Message;
import io.muster.runtime.Failure;

/**
 * The rules of what an old request becomes. The gateway checked the old request, which has fewer.
 */
final class OldRules {
  private final Validator validator = ValidatorFactory.newBuilder().build();

  /** Returns the message when it breaks no rule, else fails with INVALID. */
  <M extends Message> M checked(M message) {
    try {
      var violations = validator.validate(message).getViolations();
      if (!violations.isEmpty()) {
        var first = violations.getFirst().toProto();
        String field =
            first.getField().getElementsList().stream()
                .map(element -> element.getFieldName())
                .reduce((outer, inner) -> outer + "." + inner)
                .orElse("the request");
        String rule = first.getMessage().isEmpty() ? first.getRuleId() : first.getMessage();
        throw Failure.invalid(field + ": " + rule);
      }
      return message;
    } catch (ValidationException e) {
      throw new IllegalStateException("rules cannot be applied", e);
    }
  }
}
