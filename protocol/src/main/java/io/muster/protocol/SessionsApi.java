package io.muster.protocol;

import io.muster.protocol.v1.CreateSessionRequest;
import io.muster.protocol.v1.CurrentSessionRequest;
import io.muster.protocol.v1.Identity;
import io.muster.protocol.v1.Session;
import io.muster.protocol.v1.SessionsProto;

/** The typed handles of {@code muster.v1.Sessions}. */
public final class SessionsApi {
  private SessionsApi() {}

  public static final Rpc<CreateSessionRequest, Session> CREATE =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "Sessions",
          "Create",
          CreateSessionRequest.getDefaultInstance(),
          Session.getDefaultInstance());

  public static final Rpc<CurrentSessionRequest, Identity> CURRENT =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "Sessions",
          "Current",
          CurrentSessionRequest.getDefaultInstance(),
          Identity.getDefaultInstance());
}
