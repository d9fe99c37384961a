package io.muster.server.access;

import io.muster.domain.access.Grants;
import io.muster.domain.access.Role;
import io.muster.protocol.FailureCode;
import io.muster.protocol.internal.v1.Grant;
import io.muster.protocol.internal.v1.GrantsRequest;
import io.muster.protocol.internal.v1.GrantsResponse;
import io.muster.protocol.internal.v1.VerifyCertificateRequest;
import io.muster.protocol.internal.v1.VerifySessionRequest;
import io.muster.protocol.internal.v1.VerifyTokenRequest;
import io.muster.protocol.internal.v1.VerifyTokenResponse;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.messages.TimeMessages;
import io.muster.store.ApiTokenLedger;
import io.muster.store.ApiTokenLedger.ApiToken;
import io.muster.store.people.AccountReads;
import io.muster.store.people.AccountRow;
import io.muster.store.people.Limit;
import io.muster.store.people.SessionLedger;
import io.muster.trust.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Answers the gateway whose a credential is, and what it is good for now. */
final class Credentials {
  private final ApiTokenLedger tokens;
  private final AccountReads accounts;
  private final SessionLedger sessions;
  private final Rights rights;
  private final Clock clock;

  Credentials(
      ApiTokenLedger tokens,
      AccountReads accounts,
      SessionLedger sessions,
      Rights rights,
      Clock clock) {
    this.tokens = tokens;
    this.accounts = accounts;
    this.sessions = sessions;
    this.rights = rights;
    this.clock = clock;
  }

  VerifyTokenResponse token(VerifyTokenRequest request, Caller gateway) {
    Optional<ApiToken> known = tokens.find(request.getId());
    if (known.isEmpty() || !Tokens.same(known.get().hash(), request.getHash().toByteArray())) {
      throw unauthenticated("the API token is not known");
    }
    return token(known.get());
  }

  private VerifyTokenResponse token(ApiToken token) {
    Instant now = clock.instant();
    if (!token.valid(now)) {
      throw unauthenticated(
          "the API token "
              + token.id()
              + (token.revokedAt().isPresent() ? " was revoked" : " has expired"));
    }
    VerifyTokenResponse.Builder answer = VerifyTokenResponse.newBuilder();
    if (!token.account().isEmpty()) {
      AccountRow account =
          accounts
              .find(token.account())
              .filter(user -> user.disabledAt().isEmpty())
              .orElseThrow(() -> unauthenticated("the user of the API token is disabled"));
      answer.setUser(account.name()).addAllRoles(account.roles());
    }
    if (plain(token)) {
      answer.setRole(token.role());
    } else {
      answer.addAllGrants(grants(rights.of(token)));
      if (!token.role().isEmpty()) {
        answer.addRoles(token.role());
      }
    }
    token.expiresAt().ifPresent(at -> answer.setExpiresAt(TimeMessages.timestamp(at)));
    return answer.setName(token.account().isEmpty() ? token.name() : token.account()).build();
  }

  /** A built-in role on the whole fleet. */
  private static boolean plain(ApiToken token) {
    return token.account().isEmpty()
        && token.permissions().isEmpty()
        && token.limit().equals(Limit.NONE)
        && Role.ofLabel(token.role()).isPresent();
  }

  VerifyTokenResponse session(VerifySessionRequest request, Caller gateway) {
    String credential = request.getCredential();
    if (credential.startsWith(Rights.TOKEN)) {
      return token(
          tokens
              .find(credential.substring(Rights.TOKEN.length()))
              .orElseThrow(() -> unauthenticated("the API token of the session is not known")));
    }
    String id = credential.substring(Math.min(credential.length(), Rights.SESSION.length()));
    return sessions
        .account(id, request.getEpoch(), clock.instant())
        .flatMap(accounts::find)
        .map(Credentials::account)
        .orElseThrow(() -> unauthenticated("the session has ended; log in again"));
  }

  VerifyTokenResponse certificate(VerifyCertificateRequest request, Caller gateway) {
    for (String subject : request.getSubjectsList()) {
      Optional<AccountRow> user =
          accounts.byCertificate(subject).filter(one -> one.disabledAt().isEmpty());
      if (user.isPresent()) {
        return account(user.get()).toBuilder().setCredential(Rights.CERTIFICATE + subject).build();
      }
    }
    throw Failure.notFound("the certificate is no user's");
  }

  GrantsResponse grants(GrantsRequest request, Caller caller) {
    return GrantsResponse.newBuilder().addAllGrants(grants(rights.of(caller))).build();
  }

  private static VerifyTokenResponse account(AccountRow account) {
    return VerifyTokenResponse.newBuilder()
        .setName(account.name())
        .setUser(account.name())
        .addAllRoles(account.roles())
        .addAllGrants(grants(account.grants()))
        .build();
  }

  private static List<Grant> grants(Grants grants) {
    return grants.all().stream()
        .filter(grant -> !grant.reach().isNone())
        .map(
            grant ->
                Grant.newBuilder()
                    .addAllPermissions(grant.permissions())
                    .setTarget(grant.reach().target())
                    .build())
        .toList();
  }

  static Failure unauthenticated(String message) {
    return Failure.of(FailureCode.UNAUTHENTICATED, message);
  }
}
