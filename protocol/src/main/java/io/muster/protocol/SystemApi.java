package io.muster.protocol;

import io.muster.protocol.v1.SystemProto;
import io.muster.protocol.v1.SystemStatus;
import io.muster.protocol.v1.SystemStatusRequest;

/** The typed handles of {@code muster.v1.System}. */
public final class SystemApi {
  private SystemApi() {}

  public static final Rpc<SystemStatusRequest, SystemStatus> STATUS =
      Rpc.of(
          SystemProto.getDescriptor(),
          "System",
          "Status",
          SystemStatusRequest.getDefaultInstance(),
          SystemStatus.getDefaultInstance());
}
