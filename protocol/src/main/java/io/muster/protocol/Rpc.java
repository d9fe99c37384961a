package io.muster.protocol;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.muster.protocol.v1.Access;
import io.muster.protocol.v1.AccessProto;

/**
 * A method of the contract with its types. Its address on the event bus is its full gRPC name, such
 * as {@code muster.v1.Jobs/Submit}.
 */
public record Rpc<Q extends Message, R extends Message>(
    MethodDescriptor method, Q requestType, R responseType) {

  public static <Q extends Message, R extends Message> Rpc<Q, R> of(
      FileDescriptor file, String service, String method, Q requestType, R responseType) {
    MethodDescriptor found = file.findServiceByName(service).findMethodByName(method);
    if (!found.getInputType().equals(requestType.getDescriptorForType())
        || !found.getOutputType().equals(responseType.getDescriptorForType())) {
      throw new IllegalArgumentException(found.getFullName() + " has other types");
    }
    return new Rpc<>(found, requestType, responseType);
  }

  public String address() {
    return addressOf(method);
  }

  public boolean streaming() {
    return method.isServerStreaming();
  }

  public Access access() {
    return method.getOptions().getExtension(AccessProto.access);
  }

  public static String addressOf(MethodDescriptor method) {
    return method.getService().getFullName() + "/" + method.getName();
  }
}
