package io.muster.server.access;

import io.muster.domain.access.Grants;
import io.muster.domain.access.Role;
import io.muster.protocol.v1.CreateSessionRequest;
import io.muster.protocol.v1.CurrentSessionRequest;
import io.muster.protocol.v1.Held;
import io.muster.protocol.v1.Identity;
import io.muster.protocol.v1.LogoutRequest;
import io.muster.protocol.v1.LogoutResponse;
import io.muster.protocol.v1.RefreshSessionRequest;
import io.muster.protocol.v1.Session;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.server.messages.TimeMessages;
import io.muster.store.people.AccountLedger;
import io.muster.store.people.AccountRow;
import io.muster.store.people.SessionLedger;
import io.muster.store.people.SessionLedger.Rotated;
import io.muster.store.people.SessionLedger.SessionRow;
import io.muster.trust.Tokens;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions: how they begin, go on, and end. */
final class Sessions {
  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

  private final AccessTokens access;
  private final SessionLedger ledger;
  private final AccountLedger accounts;
  private final Rights rights;
  private final AccessConfig config;
  private final Clock clock;

  Sessions(
      AccessTokens access,
      SessionLedger ledger,
      AccountLedger accounts,
      Rights rights,
      AccessConfig config,
      Clock clock) {
    this.access = access;
    this.ledger = ledger;
    this.accounts = accounts;
    this.rights = rights;
    this.config = config;
    this.clock = clock;
  }

  /** Begins the session of a user who has proved himself; fails when he was disabled meanwhile. */
  Session begin(String account) {
    Instant now = clock.instant();
    Tokens.RefreshToken refresh = Tokens.newRefreshToken(Tokens.newId());
    SessionRow session =
        ledger
            .begin(
                refresh.id(),
                account,
                refresh.hash(),
                now,
                config.sessionIdle(),
                config.sessionMax())
            .orElseThrow(() -> Credentials.unauthenticated("the user cannot log in now"));
    accounts.seen(account, now);
    return session(session, refresh);
  }

  private Session session(SessionRow session, Tokens.RefreshToken refresh) {
    Caller caller = new Caller(session.account(), Set.of(), "", Rights.SESSION + session.id(), "");
    AccessTokens.Made made =
        access.make(
            session.account(), caller.credential(), session.epoch(), List.of(), session.until());
    return Session.newBuilder()
        .setToken(made.text())
        .setExpiresAt(TimeMessages.timestamp(made.expires()))
        .setIdentity(identity(caller))
        .setRefreshToken(refresh.text())
        .setRefreshExpiresAt(TimeMessages.timestamp(session.until()))
        .build();
  }

  Session refresh(RefreshSessionRequest request, Caller caller) {
    if (request.getRefreshToken().isEmpty()) {
      throw Credentials.unauthenticated(
          "there is no refresh token, neither in the request nor as a cookie; log in");
    }
    Tokens.RefreshToken spent =
        Tokens.parseRefresh(request.getRefreshToken())
            .orElseThrow(() -> Credentials.unauthenticated("that is no refresh token; log in"));
    Tokens.RefreshToken next = Tokens.newRefreshToken(spent.id());
    Rotated rotated =
        ledger.rotate(spent.id(), spent.hash(), next.hash(), clock.instant(), config.sessionIdle());
    if (rotated.stolen()) {
      LOG.atWarn()
          .addKeyValue("session", spent.id())
          .addKeyValue("trace", caller.traceId())
          .log("a refresh token was used a second time; its session was ended");
      throw Credentials.unauthenticated(
          "the refresh token was used before, so the session was ended; log in again");
    }
    return session(
        rotated
            .session()
            .orElseThrow(() -> Credentials.unauthenticated("the session has ended; log in again")),
        next);
  }

  LogoutResponse logout(LogoutRequest request, Caller caller) {
    Optional<AccountRow> user = rights.user(caller);
    boolean session = caller.credential().startsWith(Rights.SESSION);
    if (request.getEverywhere()) {
      accounts.endSessions(
          user.orElseThrow(
                  () ->
                      Failure.invalid(
                          caller.name() + " is no user and has no sessions; revoke the token"))
              .name());
    } else if (session) {
      ledger.revoke(caller.credential().substring(Rights.SESSION.length()), clock.instant());
    } else {
      throw Failure.invalid(
          "this call was made with no session of a user; what is made of an API token ends with"
              + " the token");
    }
    return LogoutResponse.getDefaultInstance();
  }

  /** The exchange of a token or certificate for an access token that ends with it. */
  Session create(CreateSessionRequest request, Caller caller) {
    if (caller.roles().contains(Role.SESSION)) {
      throw Failure.denied(
          "a session cannot make another one; refresh it, or use an API token or a certificate");
    }
    AccessTokens.Made made =
        access.make(caller.name(), caller.credential(), 0, roles(caller), Instant.MAX);
    return Session.newBuilder()
        .setToken(made.text())
        .setExpiresAt(TimeMessages.timestamp(made.expires()))
        .setIdentity(identity(caller))
        .build();
  }

  Identity current(CurrentSessionRequest request, Caller caller) {
    return identity(caller);
  }

  private Identity identity(Caller caller) {
    Optional<AccountRow> user = rights.user(caller);
    Grants grants = rights.of(caller);
    TreeSet<String> permissions = new TreeSet<>();
    grants.all().stream()
        .filter(grant -> !grant.reach().isNone())
        .forEach(grant -> permissions.addAll(grant.permissions()));
    Identity.Builder identity =
        Identity.newBuilder()
            .setName(caller.name())
            .addAllRoles(user.map(AccountRow::roles).orElse(roles(caller)))
            .addAllPermissions(permissions)
            .setUser(user.map(AccountRow::name).orElse(""));
    List<String> names = names(user, caller, grants.all().size());
    for (int i = 0; i < grants.all().size(); i++) {
      var grant = grants.all().get(i);
      if (!grant.reach().isNone()) {
        identity.addScopes(
            Held.newBuilder()
                .setRole(names.get(i))
                .addAllPermissions(new TreeSet<>(grant.permissions()))
                .setTarget(grant.reach().target()));
      }
    }
    int colon = caller.credential().indexOf(':');
    String kind = colon < 0 ? "" : caller.credential().substring(0, colon);
    return identity.setCredential(kind.equals("role") ? "certificate" : kind).build();
  }

  /** The role of each grant: a user's are in the order of his bindings. */
  private static List<String> names(Optional<AccountRow> user, Caller caller, int grants) {
    List<String> names =
        new ArrayList<>(
            user.map(account -> account.bindings().stream().map(b -> b.role()).toList())
                .orElse(roles(caller)));
    while (names.size() < grants) {
      names.add("");
    }
    return names;
  }

  private static List<String> roles(Caller caller) {
    return caller.roles().stream().filter(label -> !label.equals(Role.SESSION)).sorted().toList();
  }
}
