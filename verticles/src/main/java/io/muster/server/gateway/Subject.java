package io.muster.server.gateway;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/**
 * What a request or an answer is about: the id in it, or in the first message in it that has one.
 */
final class Subject {
  private static final List<String> NAMES = List.of("id", "node_id", "job_id", "name");

  private Subject() {}

  /** Empty when there is none. */
  static String of(Message message) {
    String own = own(message);
    if (!own.isEmpty()) {
      return own;
    }
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      boolean inner =
          field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
              && !field.isRepeated()
              && message.hasField(field);
      String found = inner ? own((Message) message.getField(field)) : "";
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  private static String own(Message message) {
    for (String name : NAMES) {
      FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
      if (field != null && field.getType() == FieldDescriptor.Type.STRING && !field.isRepeated()) {
        String value = (String) message.getField(field);
        if (!value.isEmpty()) {
          return value;
        }
      }
    }
    return "";
  }
}
