package io.muster.server.access;

import io.muster.domain.access.Grant;
import io.muster.domain.access.Grants;
import io.muster.protocol.v1.BindRoleRequest;
import io.muster.protocol.v1.Binding;
import io.muster.protocol.v1.CreateUserRequest;
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
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.messages.TimeMessages;
import io.muster.store.people.AccountLedger;
import io.muster.store.people.AccountLedger.NewAccount;
import io.muster.store.people.AccountLedger.NewBinding;
import io.muster.store.people.AccountReads;
import io.muster.store.people.AccountRow;
import io.muster.store.people.BindingRow;
import io.muster.store.people.Limit;
import io.muster.store.people.RoleLedger;
import io.muster.trust.Tokens;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The service {@code Users}. Who changes a user could make himself that user (a new password is
 * enough), so he must have all that the user has.
 */
final class Users {
  private static final int PAGE = 100;

  private final AccountReads reads;
  private final AccountLedger ledger;
  private final RoleLedger roles;
  private final Rights rights;
  private final Passwords passwords;
  private final Clock clock;

  Users(
      AccountReads reads,
      AccountLedger ledger,
      RoleLedger roles,
      Rights rights,
      Passwords passwords,
      Clock clock) {
    this.reads = reads;
    this.ledger = ledger;
    this.roles = roles;
    this.rights = rights;
    this.passwords = passwords;
    this.clock = clock;
  }

  User create(CreateUserRequest request, Caller caller) {
    List<NewBinding> bindings = new ArrayList<>();
    for (var wanted : request.getBindingsList()) {
      Limit limit = rights.limit(wanted.getTarget(), wanted.getEnvironmentsList());
      bindings.add(binding(wanted.getRole(), limit, caller));
    }
    String hash =
        request.getPassword().isEmpty()
            ? null
            : passwords.hash(request.getName(), request.getPassword());
    ledger.create(
        new NewAccount(
            request.getName(),
            request.getDisplayName(),
            request.getEmail(),
            hash,
            "",
            "",
            request.getCertificateSubjectsList(),
            caller.name(),
            clock.instant()),
        bindings);
    return shown(required(request.getName()));
  }

  /** A role that the caller may give, ready to be given. */
  private NewBinding binding(String role, Limit limit, Caller caller) {
    Set<String> permissions =
        roles
            .permissions(role)
            .orElseThrow(
                () ->
                    Failure.notFound(
                        "there is no role '" + role + "'; `muster role ls` lists those there are"));
    Grants given = new Grants(List.of(new Grant(permissions, limit.reach())));
    rights.mayGive(caller, given, "give the role " + role);
    return new NewBinding(Tokens.newId(), role, limit, "");
  }

  ListUsersResponse list(ListUsersRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? PAGE : request.getPageSize();
    List<AccountRow> found = reads.list(request.getPageToken(), size + 1);
    ListUsersResponse.Builder response = ListUsersResponse.newBuilder();
    found.stream().limit(size).forEach(account -> response.addUsers(shown(account)));
    if (found.size() > size) {
      response.setNextPageToken(found.get(size - 1).name());
    }
    return response.build();
  }

  User get(GetUserRequest request, Caller caller) {
    return shown(required(request.getName()));
  }

  DeleteUserResponse delete(DeleteUserRequest request, Caller caller) {
    manageable(request.getName(), caller);
    ledger.delete(request.getName());
    return DeleteUserResponse.getDefaultInstance();
  }

  User setPassword(SetPasswordRequest request, Caller caller) {
    String name = manageable(request.getName(), caller).name();
    ledger.password(name, passwords.hash(name, request.getPassword()));
    return shown(required(name));
  }

  User disable(DisableUserRequest request, Caller caller) {
    ledger.disable(manageable(request.getName(), caller).name(), Optional.of(clock.instant()));
    return shown(required(request.getName()));
  }

  User enable(EnableUserRequest request, Caller caller) {
    ledger.disable(manageable(request.getName(), caller).name(), Optional.empty());
    return shown(required(request.getName()));
  }

  User setCertificates(SetCertificatesRequest request, Caller caller) {
    ledger.certificates(manageable(request.getName(), caller).name(), request.getSubjectsList());
    return shown(required(request.getName()));
  }

  User bind(BindRoleRequest request, Caller caller) {
    Limit limit = rights.limit(request.getTarget(), request.getEnvironmentsList());
    AccountRow user = required(request.getName());
    ledger.bind(
        user.name(), binding(request.getRole(), limit, caller), caller.name(), clock.instant());
    return shown(required(user.name()));
  }

  User unbind(UnbindRoleRequest request, Caller caller) {
    AccountRow user = required(request.getName());
    BindingRow binding =
        user.bindings().stream()
            .filter(one -> one.id().equals(request.getId()))
            .findFirst()
            .orElseThrow(
                () ->
                    Failure.notFound(
                        "%s has no role with the id '%s'; `muster user show %s` lists them"
                            .formatted(user.name(), request.getId(), user.name())));
    rights.mayGive(caller, new Grants(List.of(binding.grant())), "take the role " + binding.role());
    ledger.unbind(user.name(), binding.id());
    return shown(required(user.name()));
  }

  AccountRow manageable(String name, Caller caller) {
    AccountRow user = required(name);
    rights.mayGive(caller, user.grants(), "change the user " + name);
    return user;
  }

  private AccountRow required(String name) {
    return reads
        .find(name)
        .orElseThrow(
            () ->
                Failure.notFound(
                    "there is no user '" + name + "'; `muster user ls` lists those there are"));
  }

  private static User shown(AccountRow account) {
    User.Builder user =
        User.newBuilder()
            .setName(account.name())
            .setDisplayName(account.displayName())
            .setEmail(account.email())
            .setDisabled(account.disabledAt().isPresent())
            .setHasPassword(account.password().isPresent())
            .setProvider(account.provider())
            .addAllCertificateSubjects(account.certificates())
            .setCreatedBy(account.createdBy())
            .setCreatedAt(TimeMessages.timestamp(account.createdAt()));
    account.lastLoginAt().ifPresent(at -> user.setLastLoginAt(TimeMessages.timestamp(at)));
    account.bindings().forEach(binding -> user.addBindings(shown(binding)));
    return user.build();
  }

  private static Binding shown(BindingRow binding) {
    return Binding.newBuilder()
        .setId(binding.id())
        .setRole(binding.role())
        .setTarget(binding.limit().target())
        .addAllEnvironments(binding.limit().environments())
        .setOrigin(binding.origin())
        .setCreatedBy(binding.createdBy())
        .setCreatedAt(TimeMessages.timestamp(binding.createdAt()))
        .build();
  }
}
