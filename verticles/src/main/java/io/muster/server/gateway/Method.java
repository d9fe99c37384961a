package io.muster.server.gateway;

import com.google.api.AnnotationsProto;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import io.muster.domain.access.Reach;
import io.muster.protocol.Rpc;
import io.muster.protocol.v1.Access;
import io.muster.protocol.v1.AccessProto;
import io.muster.protocol.v1.File;
import io.muster.protocol.v1.UploadPart;
import io.muster.runtime.Failure;

/**
 * A method of the contract with everything that a request needs, worked out once.
 *
 * @param requestId the field that takes {@code Idempotency-Key}, or null
 * @param after the field of a stream's request that says where to resume, or null
 * @param seq the field of a stream's item that numbers it, or is its id, or null
 */
record Method(
    MethodDescriptor descriptor,
    String address,
    Message request,
    Message response,
    Access access,
    FieldDescriptor requestId,
    FieldDescriptor after,
    FieldDescriptor seq) {

  /**
   * Reads a method.
   *
   * @throws IllegalStateException when it says nothing of who may call it
   */
  static Method of(MethodDescriptor method) {
    Access access = method.getOptions().getExtension(AccessProto.access);
    if (access.getWhoCase() == Access.WhoCase.WHO_NOT_SET) {
      throw new IllegalStateException(
          method.getFullName() + " has no (muster.v1.access) option that says who may call it");
    }
    if (method.isClientStreaming() && !isUpload(method)) {
      throw new IllegalStateException(
          method.getFullName() + " streams requests; the only stream of requests is an upload");
    }
    if (!access.getAudit().isEmpty() && method.isServerStreaming()) {
      throw new IllegalStateException(
          method.getFullName()
              + " is audited and streams its answer, whose outcome comes too late");
    }
    FieldDescriptor named = method.getInputType().findFieldByName("after");
    FieldDescriptor text = field(named, FieldDescriptor.Type.STRING);
    boolean opaque = method.isServerStreaming() && text != null;
    FieldDescriptor after = opaque ? text : field(named, FieldDescriptor.Type.INT64);
    return new Method(
        method,
        Rpc.addressOf(method),
        Prototypes.of(method.getInputType()),
        Prototypes.of(method.getOutputType()),
        access,
        field(method.getInputType().findFieldByName("request_id"), FieldDescriptor.Type.STRING),
        after,
        field(
            method.getOutputType().findFieldByName(opaque ? "id" : "seq"),
            opaque ? FieldDescriptor.Type.STRING : FieldDescriptor.Type.INT64));
  }

  private static FieldDescriptor field(FieldDescriptor found, FieldDescriptor.Type type) {
    return found != null && found.getType() == type && !found.isRepeated() ? found : null;
  }

  private static boolean isUpload(MethodDescriptor method) {
    return method.getInputType().equals(UploadPart.getDescriptor())
        && method.getOutputType().equals(File.getDescriptor())
        && !method.isServerStreaming();
  }

  /** Takes a stream of bytes, which the gateway carries on in chunks. */
  boolean upload() {
    return descriptor.isClientStreaming();
  }

  boolean streaming() {
    return descriptor.isServerStreaming();
  }

  /** Changes nothing, so it may be asked twice. */
  boolean reads() {
    return descriptor.getOptions().getExtension(AnnotationsProto.http).hasGet();
  }

  boolean open() {
    return access.getWhoCase() == Access.WhoCase.ANYONE;
  }

  /** On which nodes a call of somebody with these grants counts; fails with DENIED for none. */
  Reach reach(Principal principal) {
    if (access.getWhoCase() != Access.WhoCase.PERMISSION) {
      return Reach.NONE;
    }
    String permission = access.getPermission();
    Reach reach = principal.grants().reach(permission);
    if (reach.isNone()) {
      throw Failure.denied(
          principal.name()
              + " may not call "
              + address
              + "; it needs the permission "
              + permission);
    }
    if (access.getFleet() && !reach.isAll()) {
      throw Failure.denied(
          "%s may not call %s; it needs the permission %s on the whole fleet, and he has it for the nodes %s"
              .formatted(principal.name(), address, permission, reach.target()));
    }
    Reach narrower = principal.grants().reach(access.getReach());
    return narrower.isNone() ? reach : narrower;
  }
}
