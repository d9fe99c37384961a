package io.muster.protocol;

import io.muster.protocol.v1.CreateEnvironmentRequest;
import io.muster.protocol.v1.DeleteEnvironmentRequest;
import io.muster.protocol.v1.DeleteEnvironmentResponse;
import io.muster.protocol.v1.Environment;
import io.muster.protocol.v1.ListEnvironmentsRequest;
import io.muster.protocol.v1.ListEnvironmentsResponse;
import io.muster.protocol.v1.UsersProto;

/** The typed handles of {@code muster.v1.Environments}. */
public final class EnvironmentsApi {
  private EnvironmentsApi() {}

  public static final Rpc<ListEnvironmentsRequest, ListEnvironmentsResponse> LIST =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Environments",
          "List",
          ListEnvironmentsRequest.getDefaultInstance(),
          ListEnvironmentsResponse.getDefaultInstance());

  public static final Rpc<CreateEnvironmentRequest, Environment> CREATE =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Environments",
          "Create",
          CreateEnvironmentRequest.getDefaultInstance(),
          Environment.getDefaultInstance());

  public static final Rpc<DeleteEnvironmentRequest, DeleteEnvironmentResponse> DELETE =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Environments",
          "Delete",
          DeleteEnvironmentRequest.getDefaultInstance(),
          DeleteEnvironmentResponse.getDefaultInstance());
}
