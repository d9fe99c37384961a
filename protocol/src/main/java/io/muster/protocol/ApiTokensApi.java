package io.muster.protocol;

import io.muster.protocol.v1.CreateApiTokenRequest;
import io.muster.protocol.v1.CreateApiTokenResponse;
import io.muster.protocol.v1.ListApiTokensRequest;
import io.muster.protocol.v1.ListApiTokensResponse;
import io.muster.protocol.v1.RevokeApiTokenRequest;
import io.muster.protocol.v1.RevokeApiTokenResponse;
import io.muster.protocol.v1.SessionsProto;

/** The typed handles of {@code muster.v1.ApiTokens}. */
public final class ApiTokensApi {
  private ApiTokensApi() {}

  public static final Rpc<CreateApiTokenRequest, CreateApiTokenResponse> CREATE =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "ApiTokens",
          "Create",
          CreateApiTokenRequest.getDefaultInstance(),
          CreateApiTokenResponse.getDefaultInstance());

  public static final Rpc<ListApiTokensRequest, ListApiTokensResponse> LIST =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "ApiTokens",
          "List",
          ListApiTokensRequest.getDefaultInstance(),
          ListApiTokensResponse.getDefaultInstance());

  public static final Rpc<RevokeApiTokenRequest, RevokeApiTokenResponse> REVOKE =
      Rpc.of(
          SessionsProto.getDescriptor(),
          "ApiTokens",
          "Revoke",
          RevokeApiTokenRequest.getDefaultInstance(),
          RevokeApiTokenResponse.getDefaultInstance());
}
