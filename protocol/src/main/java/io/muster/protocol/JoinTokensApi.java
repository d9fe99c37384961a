package io.muster.protocol;

import io.muster.protocol.v1.CreateJoinTokenRequest;
import io.muster.protocol.v1.CreateJoinTokenResponse;
import io.muster.protocol.v1.EnrolmentProto;
import io.muster.protocol.v1.ListJoinTokensRequest;
import io.muster.protocol.v1.ListJoinTokensResponse;
import io.muster.protocol.v1.RevokeJoinTokenRequest;
import io.muster.protocol.v1.RevokeJoinTokenResponse;

/** The typed handles of {@code muster.v1.JoinTokens}. */
public final class JoinTokensApi {
  private JoinTokensApi() {}

  public static final Rpc<CreateJoinTokenRequest, CreateJoinTokenResponse> CREATE =
      Rpc.of(
          EnrolmentProto.getDescriptor(),
          "JoinTokens",
          "Create",
          CreateJoinTokenRequest.getDefaultInstance(),
          CreateJoinTokenResponse.getDefaultInstance());

  public static final Rpc<ListJoinTokensRequest, ListJoinTokensResponse> LIST =
      Rpc.of(
          EnrolmentProto.getDescriptor(),
          "JoinTokens",
          "List",
          ListJoinTokensRequest.getDefaultInstance(),
          ListJoinTokensResponse.getDefaultInstance());

  public static final Rpc<RevokeJoinTokenRequest, RevokeJoinTokenResponse> REVOKE =
      Rpc.of(
          EnrolmentProto.getDescriptor(),
          "JoinTokens",
          "Revoke",
          RevokeJoinTokenRequest.getDefaultInstance(),
          RevokeJoinTokenResponse.getDefaultInstance());
}
