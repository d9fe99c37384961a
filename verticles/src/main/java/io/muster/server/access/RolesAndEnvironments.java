package io.muster.server.access;

import io.muster.domain.access.Grant;
import io.muster.domain.access.Grants;
import io.muster.domain.access.Permissions;
import io.muster.domain.access.Reach;
import io.muster.domain.access.Role;
import io.muster.protocol.v1.CreateEnvironmentRequest;
import io.muster.protocol.v1.CreateRoleRequest;
import io.muster.protocol.v1.DeleteEnvironmentRequest;
import io.muster.protocol.v1.DeleteEnvironmentResponse;
import io.muster.protocol.v1.DeleteRoleRequest;
import io.muster.protocol.v1.DeleteRoleResponse;
import io.muster.protocol.v1.Environment;
import io.muster.protocol.v1.ListEnvironmentsRequest;
import io.muster.protocol.v1.ListEnvironmentsResponse;
import io.muster.protocol.v1.ListRolesRequest;
import io.muster.protocol.v1.ListRolesResponse;
import io.muster.protocol.v1.PermissionAlias;
import io.muster.protocol.v1.UserRole;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.messages.TimeMessages;
import io.muster.store.ApiTokenLedger;
import io.muster.store.people.AccountReads;
import io.muster.store.people.EnvironmentLedger;
import io.muster.store.people.EnvironmentLedger.EnvironmentRow;
import io.muster.store.people.RoleLedger;
import io.muster.store.people.RoleLedger.RoleRow;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The services {@code Roles} and {@code Environments}. */
final class RolesAndEnvironments {
  private final RoleLedger roles;
  private final EnvironmentLedger environments;
  private final AccountReads accounts;
  private final ApiTokenLedger tokens;
  private final Rights rights;
  private final Clock clock;

  RolesAndEnvironments(
      RoleLedger roles,
      EnvironmentLedger environments,
      AccountReads accounts,
      ApiTokenLedger tokens,
      Rights rights,
      Clock clock) {
    this.roles = roles;
    this.environments = environments;
    this.accounts = accounts;
    this.tokens = tokens;
    this.rights = rights;
    this.clock = clock;
  }

  ListRolesResponse listRoles(ListRolesRequest request, Caller caller) {
    ListRolesResponse.Builder response = ListRolesResponse.newBuilder();
    for (Role role : Role.values()) {
      response.addRoles(
          UserRole.newBuilder()
              .setName(role.label())
              .addAllPermissions(new TreeSet<>(role.permissions()))
              .setBuiltIn(true));
    }
    roles.list().forEach(role -> response.addRoles(shown(role)));
    response.addAllPermissions(Permissions.all());
    Permissions.ALIASES.forEach(
        (alias, names) ->
            response.addAliases(
                PermissionAlias.newBuilder().setAlias(alias).addAllPermissions(names)));
    return response.build();
  }

  UserRole createRole(CreateRoleRequest request, Caller caller) {
    RoleRow role;
    try {
      role =
          new RoleRow(
              request.getName(),
              request.getDescription(),
              Permissions.of(request.getPermissionsList()),
              caller.name(),
              clock.instant());
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(e.getMessage());
    }
    if (Role.ofLabel(role.name()).isPresent() || !roles.create(role)) {
      throw Failure.conflict("there is a role '" + role.name() + "' already; take another name");
    }
    return shown(role);
  }

  private static UserRole shown(RoleRow role) {
    return UserRole.newBuilder()
        .setName(role.name())
        .setDescription(role.description())
        .addAllPermissions(role.permissions())
        .setCreatedBy(role.createdBy())
        .setCreatedAt(TimeMessages.timestamp(role.createdAt()))
        .build();
  }

  DeleteRoleResponse deleteRole(DeleteRoleRequest request, Caller caller) {
    if (Role.ofLabel(request.getName()).isPresent()) {
      throw Failure.invalid("the role '" + request.getName() + "' is built in and stays");
    }
    if (!roles.delete(request.getName())) {
      throw Failure.notFound("there is no role '" + request.getName() + "'");
    }
    return DeleteRoleResponse.getDefaultInstance();
  }

  ListEnvironmentsResponse list(ListEnvironmentsRequest request, Caller caller) {
    ListEnvironmentsResponse.Builder response = ListEnvironmentsResponse.newBuilder();
    environments.list().forEach(row -> response.addEnvironments(shown(row)));
    return response.build();
  }

  Environment set(CreateEnvironmentRequest request, Caller caller) {
    EnvironmentRow wanted =
        new EnvironmentRow(
            request.getName(),
            request.getTarget().strip(),
            request.getDescription(),
            caller.name(),
            clock.instant());
    try {
      Reach.of(wanted.target());
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(e.getMessage());
    }
    boolean same =
        environments
            .find(wanted.name())
            .map(EnvironmentRow::target)
            .equals(java.util.Optional.of(wanted.target()));
    if (!same) {
      rights.mayGive(caller, limitedTo(wanted.name()), "change the environment " + wanted.name());
    }
    environments.set(wanted);
    return shown(environments.find(wanted.name()).orElse(wanted));
  }

  /** What others have because of an environment, as if it were the whole fleet. */
  private Grants limitedTo(String environment) {
    List<Grant> grants = new ArrayList<>();
    accounts
        .limitedTo(environment)
        .forEach(binding -> grants.add(new Grant(binding.permissions(), Reach.ALL)));
    for (var token : tokens.limitedTo(environment)) {
      if (token.account().isEmpty()) {
        grants.add(new Grant(token.rolePermissions(), Reach.ALL));
      }
    }
    return new Grants(grants);
  }

  private static Environment shown(EnvironmentRow row) {
    return Environment.newBuilder()
        .setName(row.name())
        .setTarget(row.target())
        .setDescription(row.description())
        .setCreatedBy(row.createdBy())
        .setCreatedAt(TimeMessages.timestamp(row.createdAt()))
        .build();
  }

  DeleteEnvironmentResponse delete(DeleteEnvironmentRequest request, Caller caller) {
    if (!environments.delete(request.getName())) {
      throw Failure.notFound("there is no environment '" + request.getName() + "'");
    }
    return DeleteEnvironmentResponse.getDefaultInstance();
  }
}
