package io.muster.server.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;

/**
 * The generated class of a descriptor: several times faster than a {@code DynamicMessage}. Relies
 * on {@code java_package} and {@code java_multiple_files}, which every file of the contract states.
 */
final class Prototypes {
  private Prototypes() {}

  static Message of(Descriptor type) {
    String name = type.getFile().getOptions().getJavaPackage() + "." + type.getName();
    try {
      return Internal.getDefaultInstance(Class.forName(name).asSubclass(Message.class));
    } catch (ClassNotFoundException | ClassCastException e) {
      throw new IllegalStateException(
          type.getFullName()
              + " has no generated class "
              + name
              + "; its file needs java_package and java_multiple_files",
          e);
    }
  }
}
