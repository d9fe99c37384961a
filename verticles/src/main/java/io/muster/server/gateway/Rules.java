package io.muster.server.gateway;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/** The rules of fields, as the contract states them with protovalidate. */
final class Rules {
  private final Validator validator = ValidatorFactory.newBuilder().build();

  /** Compiles the rules of all requests now: the first use of each costs tens of milliseconds. */
  void warm(List<Method> methods) {
    for (Method method : methods) {
      try {
        validator.validate(method.request());
      } catch (ValidationException e) {
        throw new IllegalStateException("the rules of " + method.address() + " do not compile", e);
      }
    }
  }

  /** Throws a 422 that lists every rule which the message breaks. */
  void check(Message message) {
    List<build.buf.protovalidate.Violation> broken;
    try {
      broken = validator.validate(message).getViolations();
    } catch (ValidationException e) {
      throw new IllegalStateException("rules cannot be applied", e);
    }
    if (broken.isEmpty()) {
      return;
    }
    List<Problem.Violation> violations = new ArrayList<>();
    for (build.buf.protovalidate.Violation one : broken) {
      var proto = one.toProto();
      violations.add(
          new Problem.Violation(
              path(message.getDescriptorForType(), proto.getField().getElementsList()),
              proto.getRuleId(),
              proto.getMessage().isEmpty() ? "breaks " + proto.getRuleId() : proto.getMessage()));
    }
    throw Problem.violations(violations);
  }

  private static String path(Descriptor type, List<FieldPathElement> elements) {
    StringBuilder path = new StringBuilder();
    Descriptor at = type;
    for (FieldPathElement element : elements) {
      FieldDescriptor field = at == null ? null : at.findFieldByNumber(element.getFieldNumber());
      path.append(path.isEmpty() ? "" : ".");
      path.append(field == null ? element.getFieldName() : field.getJsonName());
      switch (element.getSubscriptCase()) {
        case INDEX -> path.append('[').append(element.getIndex()).append(']');
        case STRING_KEY -> path.append("[\"").append(element.getStringKey()).append("\"]");
        case INT_KEY -> path.append('[').append(element.getIntKey()).append(']');
        case UINT_KEY -> path.append('[').append(element.getUintKey()).append(']');
        case BOOL_KEY -> path.append('[').append(element.getBoolKey()).append(']');
        case SUBSCRIPT_NOT_SET -> {}
      }
      at = below(field);
    }
    return path.toString();
  }

  private static Descriptor below(FieldDescriptor field) {
    if (field == null || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return null;
    }
    Descriptor type = field.getMessageType();
    if (!field.isMapField()) {
      return type;
    }
    FieldDescriptor value = type.findFieldByName("value");
    return value.getJavaType() == FieldDescriptor.JavaType.MESSAGE ? value.getMessageType() : null;
  }
}
