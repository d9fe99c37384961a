package io.muster.server.access;

import io.muster.protocol.FailureCode;
import io.muster.protocol.v1.ChangePasswordRequest;
import io.muster.protocol.v1.ChangePasswordResponse;
import io.muster.protocol.v1.LoginRequest;
import io.muster.protocol.v1.Session;
import io.muster.runtime.Caller;
import io.muster.runtime.Failure;
import io.muster.store.people.AccountLedger;
import io.muster.store.people.AccountReads;
import io.muster.store.people.AccountRow;
import io.muster.store.people.LoginLedger;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Names and passwords. Whoever is wrong does not learn what was wrong, nor by how long it took. */
final class Logins {
  private final AccountReads reads;
  private final AccountLedger accounts;
  private final LoginLedger attempts;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Rights rights;
  private final AccessConfig config;
  private final Clock clock;

  Logins(
      AccountReads reads,
      AccountLedger accounts,
      LoginLedger attempts,
      Passwords passwords,
      Sessions sessions,
      Rights rights,
      AccessConfig config,
      Clock clock) {
    this.reads = reads;
    this.accounts = accounts;
    this.attempts = attempts;
    this.passwords = passwords;
    this.sessions = sessions;
    this.rights = rights;
    this.config = config;
    this.clock = clock;
  }

  Session login(LoginRequest request, Caller caller) {
    String name = request.getUser().toLowerCase(Locale.ROOT);
    prove(name, request.getPassword());
    return sessions.begin(name);
  }

  ChangePasswordResponse change(ChangePasswordRequest request, Caller caller) {
    AccountRow user =
        rights
            .user(caller)
            .orElseThrow(() -> Failure.invalid(caller.name() + " is no user and has no password"));
    if (!caller.credential().startsWith(Rights.SESSION)) {
      throw Failure.denied("a password is changed in a session; log in first");
    }
    try {
      prove(user.name(), request.getOldPassword());
    } catch (Failure failure) {
      throw failure.code() == FailureCode.UNAUTHENTICATED
          ? Failure.denied("the old password is wrong") // the session itself is good
          : failure;
    }
    accounts.password(user.name(), passwords.hash(user.name(), request.getNewPassword()));
    return ChangePasswordResponse.getDefaultInstance();
  }

  private void prove(String name, String password) {
    Duration wait =
        attempts.attempt(name, config.loginAttempts(), config.loginWindow(), clock.instant());
    if (!wait.isZero()) {
      throw new Failure(
          FailureCode.BUSY,
          "too many attempts for this user; wait " + (wait.toSeconds() + 1) + " s",
          wait,
          null);
    }
    Optional<AccountRow> account = reads.find(name);
    String hash = account.flatMap(AccountRow::password).orElse(null);
    boolean right = passwords.match(password, hash);
    if (!right || account.get().disabledAt().isPresent()) {
      throw Credentials.unauthenticated("user or password is wrong");
    }
    attempts.succeeded(name);
    if (passwords.outdated(hash)) {
      accounts.rehash(name, hash, passwords.again(password));
    }
  }
}
