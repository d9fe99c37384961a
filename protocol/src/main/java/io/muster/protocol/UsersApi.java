package io.muster.protocol;

import io.muster.protocol.v1.BindRoleRequest;
import io.muster.protocol.v1.CreateApiTokenResponse;
import io.muster.protocol.v1.CreateUserRequest;
import io.muster.protocol.v1.CreateUserTokenRequest;
import io.muster.protocol.v1.DeleteUserRequest;
import io.muster.protocol.v1.DeleteUserResponse;
import io.muster.protocol.v1.DisableUserRequest;
import io.muster.protocol.v1.EnableUserRequest;
import io.muster.protocol.v1.GetUserRequest;
import io.muster.protocol.v1.ListUsersRequest;
import io.muster.protocol.v1.ListUsersResponse;
import io.muster.protocol.v1.SetCertificatesRequest;
import io.muster.protocol.v1.SetPasswordRequest;
import io.muster.protocol.v1.UnbindRoleRequest;
import io.muster.protocol.v1.User;
import io.muster.protocol.v1.UsersProto;

/** The typed handles of {@code muster.v1.Users}. */
public final class UsersApi {
  private UsersApi() {}

  public static final Rpc<CreateUserRequest, User> CREATE =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "Create",
          CreateUserRequest.getDefaultInstance(),
          User.getDefaultInstance());

  public static final Rpc<ListUsersRequest, ListUsersResponse> LIST =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "List",
          ListUsersRequest.getDefaultInstance(),
          ListUsersResponse.getDefaultInstance());

  public static final Rpc<GetUserRequest, User> GET =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "Get",
          GetUserRequest.getDefaultInstance(),
          User.getDefaultInstance());

  public static final Rpc<DeleteUserRequest, DeleteUserResponse> DELETE =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "Delete",
          DeleteUserRequest.getDefaultInstance(),
          DeleteUserResponse.getDefaultInstance());

  public static final Rpc<SetPasswordRequest, User> SET_PASSWORD =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "SetPassword",
          SetPasswordRequest.getDefaultInstance(),
          User.getDefaultInstance());

  public static final Rpc<DisableUserRequest, User> DISABLE =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "Disable",
          DisableUserRequest.getDefaultInstance(),
          User.getDefaultInstance());

  public static final Rpc<EnableUserRequest, User> ENABLE =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "Enable",
          EnableUserRequest.getDefaultInstance(),
          User.getDefaultInstance());

  public static final Rpc<SetCertificatesRequest, User> SET_CERTIFICATES =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "SetCertificates",
          SetCertificatesRequest.getDefaultInstance(),
          User.getDefaultInstance());

  public static final Rpc<BindRoleRequest, User> BIND =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "Bind",
          BindRoleRequest.getDefaultInstance(),
          User.getDefaultInstance());

  public static final Rpc<UnbindRoleRequest, User> UNBIND =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "Unbind",
          UnbindRoleRequest.getDefaultInstance(),
          User.getDefaultInstance());

  public static final Rpc<CreateUserTokenRequest, CreateApiTokenResponse> CREATE_TOKEN =
      Rpc.of(
          UsersProto.getDescriptor(),
          "Users",
          "CreateToken",
          CreateUserTokenRequest.getDefaultInstance(),
          CreateApiTokenResponse.getDefaultInstance());
}
