package io.muster.store.people;

import io.muster.domain.access.Role;
import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Changes accounts. Every method awaits and is one transaction. */
public final class AccountLedger {
  private final Database database;

  public AccountLedger(Database database) {
    this.database = database;
  }

  /**
   * Somebody new.
   *
   * @param password a hash, or null
   * @param provider the OpenID provider that knows him as {@code subject}, or both empty
   */
  public record NewAccount(
      String name,
      String displayName,
      String email,
      String password,
      String provider,
      String subject,
      List<String> certificates,
      String createdBy,
      Instant at) {}

  /** A role for an account. */
  public record NewBinding(String id, String role, Limit limit, String origin) {}

  /**
   * Fails with {@code CONFLICT} when name or certificate is taken, {@code NOT_FOUND} for a role.
   */
  public void create(NewAccount account, List<NewBinding> bindings) {
    named(
        () ->
            database.transaction(
                transaction -> {
                  int rows =
                      Database.query(
                              transaction,
                              "INSERT INTO account (name, display_name, email, password, provider,"
                                  + " subject, created_by, created_at) VALUES ($1, $2, $3, $4, $5,"
                                  + " $6, $7, $8) ON CONFLICT DO NOTHING",
                              account.name,
                              account.displayName,
                              account.email,
                              account.password,
                              account.provider,
                              account.subject,
                              account.createdBy,
                              Times.utc(account.at))
                          .rowCount();
                  if (rows == 0) {
                    throw Failure.conflict(
                        "there is a user '" + account.name + "' already; choose another name");
                  }
                  certificates(transaction, account.name, account.certificates);
                  for (NewBinding binding : bindings) {
                    bind(transaction, account.name, binding, account.createdBy, account.at);
                  }
                  return null;
                }));
  }

  /** Deletes an account with its sessions and tokens; false when there is none. */
  public boolean delete(String name) {
    return database.query("DELETE FROM account WHERE name = $1", name).rowCount() == 1;
  }

  /** A new password, which ends the sessions; false when there is no such account. */
  public boolean password(String name, String hash) {
    return database
            .query(
                "UPDATE account SET password = $2, epoch = epoch + 1 WHERE name = $1", name, hash)
            .rowCount()
        == 1;
  }

  /** The same password under another hash: only if it still is the one that was checked. */
  public void rehash(String name, String before, String hash) {
    database.query(
        "UPDATE account SET password = $3 WHERE name = $1 AND password = $2", name, before, hash);
  }

  /** Ends the sessions of an account; false when there is no such account. */
  public boolean endSessions(String name) {
    return database.query("UPDATE account SET epoch = epoch + 1 WHERE name = $1", name).rowCount()
        == 1;
  }

  /** Keeps an account out, or lets it in again; again changes nothing. */
  public boolean disable(String name, Optional<Instant> at) {
    return database
            .query(
                "UPDATE account SET disabled_at = CASE WHEN $2::timestamptz IS NULL THEN NULL"
                    + " ELSE coalesce(disabled_at, $2) END, epoch = epoch + 1 WHERE name = $1",
                name,
                at.map(Times::utc).orElse(null))
            .rowCount()
        == 1;
  }

  public void seen(String name, Instant at) {
    database.query("UPDATE account SET last_login_at = $2 WHERE name = $1", name, Times.utc(at));
  }

  /** Fails with {@code CONFLICT} when one is somebody else's. */
  public void certificates(String name, List<String> subjects) {
    named(
        () ->
            database.transaction(
                transaction -> {
                  Database.query(
                      transaction, "DELETE FROM account_certificate WHERE account = $1", name);
                  certificates(transaction, name, subjects);
                  return null;
                }));
  }

  private static void certificates(SqlConnection transaction, String name, List<String> subjects) {
    for (String subject : subjects.stream().distinct().sorted().toList()) {
      int rows =
          Database.query(
                  transaction,
                  "INSERT INTO account_certificate (subject, account) VALUES ($1, $2)"
                      + " ON CONFLICT DO NOTHING",
                  subject,
                  name)
              .rowCount();
      if (rows == 0) {
        throw Failure.conflict(
            "the certificate '" + subject + "' is another user's; take it from him first");
      }
    }
  }

  /** Gives an account a role; the same one again changes nothing. */
  public void bind(String account, NewBinding binding, String by, Instant at) {
    named(
        () ->
            database.transaction(
                transaction -> {
                  lock(transaction, account);
                  bind(transaction, account, binding, by, at);
                  return null;
                }));
  }

  /** Makes the roles that follow the provider's groups exactly these. */
  public void follow(String account, Collection<NewBinding> wanted, Instant at) {
    named(
        () ->
            database.transaction(
                transaction -> {
                  lock(transaction, account);
                  Database.query(
                      transaction,
                      "DELETE FROM binding WHERE account = $1 AND origin = $2 AND role <> ALL ($3)",
                      account,
                      BindingRow.FROM_PROVIDER,
                      wanted.stream().map(NewBinding::role).toArray(String[]::new));
                  wanted.forEach(
                      one -> bind(transaction, account, one, BindingRow.FROM_PROVIDER, at));
                  return null;
                }));
  }

  /** Two that bind the same role at once must not both add it. */
  private static void lock(SqlConnection transaction, String account) {
    if (Database.query(transaction, "SELECT FROM account WHERE name = $1 FOR UPDATE", account)
            .size()
        == 0) {
      throw Failure.notFound("there is no user '" + account + "'");
    }
  }

  private static void bind(
      SqlConnection transaction, String account, NewBinding binding, String by, Instant at) {
    String[] environments =
        binding.limit.environments().stream().distinct().sorted().toArray(String[]::new);
    boolean there =
        Database.query(
                    transaction,
                    "SELECT FROM binding b WHERE account = $1 AND role = $2 AND target = $3 AND"
                        + " origin = $4 AND array(SELECT environment FROM limited_to WHERE binding"
                        + " = b.id ORDER BY 1) = $5::text[]",
                    account,
                    binding.role,
                    binding.limit.target(),
                    binding.origin,
                    environments)
                .size()
            > 0;
    if (there) {
      return;
    }
    Database.query(
        transaction,
        "INSERT INTO binding (id, account, role, custom_role, target, origin, created_by,"
            + " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        binding.id,
        account,
        binding.role,
        custom(binding.role),
        binding.limit.target(),
        binding.origin,
        by,
        Times.utc(at));
    for (String environment : environments) {
      Database.query(
          transaction,
          "INSERT INTO limited_to (environment, binding) VALUES ($1, $2)",
          environment,
          binding.id);
    }
  }

  /** The role's name when it is not built in, for the foreign key; else null. */
  public static String custom(String role) {
    return Role.ofLabel(role).isPresent() ? null : role;
  }

  /** False when the account has no such binding. */
  public boolean unbind(String account, String id) {
    return database
            .query("DELETE FROM binding WHERE account = $1 AND id = $2", account, id)
            .rowCount()
        == 1;
  }

  /** Says which role or environment there is none of. */
  public static <T> T named(Supplier<T> work) {
    try {
      return work.get();
    } catch (PgException e) {
      if ("23503".equals(e.getSqlState())) {
        throw new Failure(
            FailureCode.NOT_FOUND,
            "a role or environment that was named is not there (any more): " + e.getDetail(),
            java.time.Duration.ZERO,
            e);
      }
      throw e;
    }
  }
}
