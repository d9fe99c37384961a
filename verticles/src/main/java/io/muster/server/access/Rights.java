package io.muster.server.access;

import io.muster.domain.access.Grant;
import io.muster.domain.access.Grants;
import io.muster.domain.access.Reach;
import io.muster.domain.access.Role;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.ApiTokenLedger;
import io.muster.store.ApiTokenLedger.ApiToken;
import io.muster.store.people.AccountReads;
import io.muster.store.people.AccountRow;
import io.muster.store.people.EnvironmentLedger;
import io.muster.store.people.Limit;
import io.muster.store.people.SessionLedger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What somebody may do now, read afresh: what the gateway believed is up to two seconds old. */
final class Rights {
  static final String SESSION = "session:";
  static final String TOKEN = "token:";
  static final String CERTIFICATE = "certificate:";

  private final AccountReads accounts;
  private final ApiTokenLedger tokens;
  private final SessionLedger sessions;
  private final EnvironmentLedger environments;
  private final Clock clock;

  Rights(
      AccountReads accounts,
      ApiTokenLedger tokens,
      SessionLedger sessions,
      EnvironmentLedger environments,
      Clock clock) {
    this.accounts = accounts;
    this.tokens = tokens;
    this.sessions = sessions;
    this.environments = environments;
    this.clock = clock;
  }

  /** The user behind a call; empty for the token of a program and for a certificate's role. */
  Optional<AccountRow> user(Caller caller) {
    String credential = caller.credential();
    Optional<AccountRow> found = Optional.empty();
    if (credential.startsWith(SESSION)) {
      found = sessions.owner(credential.substring(SESSION.length())).flatMap(accounts::find);
    } else if (credential.startsWith(TOKEN)) {
      found =
          tokens
              .find(credential.substring(TOKEN.length()))
              .flatMap(t -> accounts.find(t.account()));
    } else if (credential.startsWith(CERTIFICATE)) {
      found = accounts.byCertificate(credential.substring(CERTIFICATE.length()));
    }
    return found.filter(account -> account.disabledAt().isEmpty());
  }

  Grants of(Caller caller) {
    String credential = caller.credential();
    if (credential.startsWith(TOKEN)) {
      return tokens
          .find(credential.substring(TOKEN.length()))
          .filter(token -> token.valid(clock.instant()))
          .map(this::of)
          .orElse(Grants.NONE);
    }
    Optional<AccountRow> user = user(caller);
    if (credential.startsWith(SESSION) || credential.startsWith(CERTIFICATE)) {
      return user.map(AccountRow::grants).orElse(Grants.NONE);
    }
    return Grants.of( // a certificate that the configuration gives a role, or the control plane
        caller.roles().stream().flatMap(label -> Role.ofLabel(label).stream()).toList());
  }

  /** What a token may do: never more than its user may now. */
  Grants of(ApiToken token) {
    Grants base =
        token.account().isEmpty()
            ? new Grants(List.of(new Grant(token.rolePermissions(), Reach.ALL)))
            : accounts
                .find(token.account())
                .filter(account -> account.disabledAt().isEmpty())
                .map(AccountRow::grants)
                .orElse(Grants.NONE);
    return base.within(token.permissions(), token.limit().reach());
  }

  /** Refuses to give more than the caller has himself. */
  void mayGive(Caller caller, Grants given, String what) {
    Grants own = of(caller);
    Set<String> missing = own.missing(given);
    if (missing.isEmpty()) {
      return;
    }
    String first = missing.iterator().next();
    Reach reach = own.reach(first);
    throw Failure.denied(
        "%s cannot %s: it goes with %s, which he %s"
            .formatted(
                caller.name(),
                what,
                first.equals("*") ? "every permission" : "the permission " + first,
                reach.isNone()
                    ? "does not have himself"
                    : "has only for the nodes " + reach.target() + "; limit it to the same"));
  }

  /** Reads what a request limits something to; fails with {@code INVALID} or {@code NOT_FOUND}. */
  Limit limit(String target, List<String> names) {
    List<String> targets = new ArrayList<>();
    List<String> distinct = names.stream().distinct().sorted().toList();
    for (String name : distinct) {
      targets.add(
          environments
              .find(name)
              .orElseThrow(
                  () ->
                      Failure.notFound(
                          "there is no environment '"
                              + name
                              + "'; `muster env ls` lists those there are"))
              .target());
    }
    try {
      boolean everywhere = target.isBlank() || Reach.of(target).isAll();
      return new Limit(everywhere ? "" : target.strip(), distinct, targets);
    } catch (IllegalArgumentException e) {
      throw Failure.invalid(e.getMessage());
    }
  }
}
