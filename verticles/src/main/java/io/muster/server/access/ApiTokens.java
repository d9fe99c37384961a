package io.muster.server.access;

import io.muster.domain.access.Grants;
import io.muster.domain.access.Permissions;
import io.muster.domain.access.Role;
import io.muster.protocol.v1.ApiToken;
import io.muster.protocol.v1.CreateApiTokenRequest;
import io.muster.protocol.v1.CreateApiTokenResponse;
import io.muster.protocol.v1.CreateUserTokenRequest;
import io.muster.protocol.v1.ListApiTokensRequest;
import io.muster.protocol.v1.ListApiTokensResponse;
import io.muster.protocol.v1.RevokeApiTokenRequest;
import io.muster.protocol.v1.RevokeApiTokenResponse;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.messages.TimeMessages;
import io.muster.store.ApiTokenLedger;
import io.muster.store.people.AccountRow;
import io.muster.store.people.RoleLedger;
import io.muster.trust.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The service {@code ApiTokens}, and the tokens of users. */
final class ApiTokens {
  private static final int PAGE = 100;
  private static final String BOOTSTRAP_NAME = "admin";

  private final ApiTokenLedger ledger;
  private final RoleLedger roles;
  private final Users users;
  private final Rights rights;
  private final Clock clock;

  ApiTokens(ApiTokenLedger ledger, RoleLedger roles, Users users, Rights rights, Clock clock) {
    this.ledger = ledger;
    this.roles = roles;
    this.users = users;
    this.rights = rights;
    this.clock = clock;
  }

  /**
   * Makes the token of the trust folder known. Its id is part of its text, so a new file is a new
   * token, and one that was revoked stays revoked.
   */
  void bootstrap(String text) {
    Tokens.ApiToken token =
        Tokens.parseApi(text)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "admin.token of the trust folder holds no API token (mst_<id>_<secret>);"
                            + " remove the file to get a new one at the next start"));
    ledger.add(
        ApiTokenLedger.ApiToken.of(
            token.id(),
            token.hash(),
            BOOTSTRAP_NAME,
            Role.ADMIN,
            "bootstrap",
            clock.instant(),
            Optional.empty()));
  }

  CreateApiTokenResponse create(CreateApiTokenRequest request, Caller caller) {
    String role = request.getRole();
    Set<String> permissions =
        roles
            .permissions(role)
            .orElseThrow(
                () ->
                    Failure.invalid(
                        "no role is called '" + role + "'; `muster role ls` lists them"));
    Tokens.ApiToken fresh = Tokens.newApiToken();
    Instant now = clock.instant();
    ApiTokenLedger.ApiToken token =
        new ApiTokenLedger.ApiToken(
            fresh.id(),
            fresh.hash(),
            request.getName(),
            role,
            permissions,
            caller.name(),
            now,
            request.hasTtl()
                ? Optional.of(now.plus(TimeMessages.duration(request.getTtl())))
                : Optional.empty(),
            Optional.empty(),
            "",
            only(request.getPermissionsList()),
            rights.limit(request.getTarget(), request.getEnvironmentsList()));
    rights.mayGive(caller, rights.of(token), "give the role " + role);
    return add(token, fresh);
  }

  /** A user's own token, or one that somebody makes who may change the user. */
  CreateApiTokenResponse createFor(CreateUserTokenRequest request, Caller caller) {
    boolean own =
        rights.user(caller).map(AccountRow::name).filter(request.getName()::equals).isPresent();
    if (!own && !rights.of(caller).reach("user:manage").isAll()) {
      throw Failure.denied(
          caller.name()
              + " cannot make a token of "
              + request.getName()
              + "; it needs the permission user:manage");
    }
    Tokens.ApiToken fresh = Tokens.newApiToken();
    Instant now = clock.instant();
    ApiTokenLedger.ApiToken token =
        new ApiTokenLedger.ApiToken(
            fresh.id(),
            fresh.hash(),
            request.getTokenName().isEmpty() ? request.getName() : request.getTokenName(),
            "",
            Set.of(),
            caller.name(),
            now,
            request.hasTtl()
                ? Optional.of(now.plus(TimeMessages.duration(request.getTtl())))
                : Optional.empty(),
            Optional.empty(),
            request.getName(),
            only(request.getPermissionsList()),
            rights.limit(request.getTarget(), request.getEnvironmentsList()));
    if (!own) {
      users.manageable(request.getName(), caller);
    }
    Grants given = rights.of(token);
    rights.mayGive(caller, given, "make that token");
    return add(token, fresh);
  }

  private static Set<String> only(List<String> permissions) {
    try {
      return Permissions.of(permissions);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(e.getMessage());
    }
  }

  private CreateApiTokenResponse add(ApiTokenLedger.ApiToken token, Tokens.ApiToken fresh) {
    if (!ledger.add(token)) {
      throw Failure.conflict("the new token's id is taken; try again");
    }
    return CreateApiTokenResponse.newBuilder()
        .setApiToken(shown(token))
        .setToken(fresh.text())
        .build();
  }

  ListApiTokensResponse list(ListApiTokensRequest request, Caller caller) {
    int size = request.getPageSize() == 0 ? PAGE : request.getPageSize();
    List<ApiTokenLedger.ApiToken> found = ledger.list(request.getPageToken(), size + 1);
    ListApiTokensResponse.Builder answer = ListApiTokensResponse.newBuilder();
    found.stream().limit(size).forEach(token -> answer.addApiTokens(shown(token)));
    if (found.size() > size) {
      answer.setNextPageToken(found.get(size - 1).id());
    }
    return answer.build();
  }

  RevokeApiTokenResponse revoke(RevokeApiTokenRequest request, Caller caller) {
    if (!ledger.revoke(request.getId(), clock.instant())) {
      throw Failure.notFound("no API token has the id '" + request.getId() + "'");
    }
    return RevokeApiTokenResponse.getDefaultInstance();
  }

  private static ApiToken shown(ApiTokenLedger.ApiToken token) {
    ApiToken.Builder shown =
        ApiToken.newBuilder()
            .setId(token.id())
            .setName(token.name())
            .setRole(token.role())
            .setCreatedAt(TimeMessages.timestamp(token.createdAt()))
            .setCreatedBy(token.createdBy())
            .setRevoked(token.revokedAt().isPresent())
            .setUser(token.account())
            .setTarget(token.limit().target())
            .addAllEnvironments(token.limit().environments())
            .addAllPermissions(new TreeSet<>(token.permissions()));
    token.expiresAt().ifPresent(at -> shown.setExpiresAt(TimeMessages.timestamp(at)));
    return shown.build();
  }
}
