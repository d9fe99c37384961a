package io.muster.protocol;

import io.muster.protocol.v1.ChangePasswordRequest;
import io.muster.protocol.v1.ChangePasswordResponse;
import io.muster.protocol.v1.CreateSessionRequest;
import io.muster.protocol.v1.CurrentSessionRequest;
import io.muster.protocol.v1.Identity;
import io.muster.protocol.v1.ListProvidersRequest;
import io.muster.protocol.v1.ListProvidersResponse;
import io.muster.protocol.v1.LoginRequest;
import io.muster.protocol.v1.LogoutRequest;
import io.muster.protocol.v1.LogoutResponse;
import io.muster.protocol.v1.RedeemLoginRequest;
import io.muster.protocol.v1.RefreshSessionRequest;
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

  public static final Rpc<LoginRequest, Session> LOGIN =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "Sessions",
          "Login",
          LoginRequest.getDefaultInstance(),
          Session.getDefaultInstance());

  public static final Rpc<RefreshSessionRequest, Session> REFRESH =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "Sessions",
          "Refresh",
          RefreshSessionRequest.getDefaultInstance(),
          Session.getDefaultInstance());

  public static final Rpc<LogoutRequest, LogoutResponse> LOGOUT =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "Sessions",
          "Logout",
          LogoutRequest.getDefaultInstance(),
          LogoutResponse.getDefaultInstance());

  public static final Rpc<ChangePasswordRequest, ChangePasswordResponse> CHANGE_PASSWORD =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "Sessions",
          "ChangePassword",
          ChangePasswordRequest.getDefaultInstance(),
          ChangePasswordResponse.getDefaultInstance());

  public static final Rpc<RedeemLoginRequest, Session> REDEEM =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "Sessions",
          "Redeem",
          RedeemLoginRequest.getDefaultInstance(),
          Session.getDefaultInstance());

  public static final Rpc<ListProvidersRequest, ListProvidersResponse> PROVIDERS =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "Sessions",
          "Providers",
          ListProvidersRequest.getDefaultInstance(),
          ListProvidersResponse.getDefaultInstance());
}
