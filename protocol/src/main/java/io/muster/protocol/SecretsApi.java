package io.muster.protocol;

import io.muster.protocol.v1.DeleteSecretRequest;
import io.muster.protocol.v1.DeleteSecretResponse;
import io.muster.protocol.v1.ListSecretsRequest;
import io.muster.protocol.v1.ListSecretsResponse;
import io.muster.protocol.v1.SecretsProto;
import io.muster.protocol.v1.SetSecretRequest;
import io.muster.protocol.v1.SetSecretResponse;

/** The typed handles of {@code muster.v1.Secrets}. */
public final class SecretsApi {
  private SecretsApi() {}

  public static final Rpc<SetSecretRequest, SetSecretResponse> SET =
      Rpc.of(
          SecretsProto.getDescriptor(),
          "Secrets",
          "Set",
          SetSecretRequest.getDefaultInstance(),
          SetSecretResponse.getDefaultInstance());

  public static final Rpc<ListSecretsRequest, ListSecretsResponse> LIST =
      Rpc.of(
          SecretsProto.getDescriptor(),
          "Secrets",
          "List",
          ListSecretsRequest.getDefaultInstance(),
          ListSecretsResponse.getDefaultInstance());

  public static final Rpc<DeleteSecretRequest, DeleteSecretResponse> DELETE =
      Rpc.of(
          SecretsProto.getDescriptor(),
          "Secrets",
          "Delete",
          DeleteSecretRequest.getDefaultInstance(),
          DeleteSecretResponse.getDefaultInstance());
}
