package io.muster.protocol;

import io.muster.protocol.v1.CreateRoleRequest;
import io.muster.protocol.v1.DeleteRoleRequest;
import io.muster.protocol.v1.DeleteRoleResponse;
import io.muster.protocol.v1.ListRolesRequest;
import io.muster.protocol.v1.ListRolesResponse;
import io.muster.protocol.v1.UserRole;
import io.muster.protocol.v1.UsersProto;

/** The typed handles of {@code muster.v1.Roles}. */
public final class RolesApi {
  private RolesApi() {}

  public static final Rpc<ListRolesRequest, ListRolesResponse> LIST =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Roles",
          "List",
          ListRolesRequest.getDefaultInstance(),
          ListRolesResponse.getDefaultInstance());

  public static final Rpc<CreateRoleRequest, UserRole> CREATE =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Roles",
          "Create",
          CreateRoleRequest.getDefaultInstance(),
          UserRole.getDefaultInstance());

  public static final Rpc<DeleteRoleRequest, DeleteRoleResponse> DELETE =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Roles",
          "Delete",
          DeleteRoleRequest.getDefaultInstance(),
          DeleteRoleResponse.getDefaultInstance());
}
