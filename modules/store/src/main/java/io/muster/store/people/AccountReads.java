package io.muster.store.people;

import io.muster.domain.access.Role;
import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Accounts as they are. Every method awaits. */
public final class AccountReads {
  private final Database database;

  public AccountReads(Database database) {
    this.database = database;
  }

  public Optional<AccountRow> find(String name) {
    return accounts("a.name = $1", name).stream().findFirst();
  }

  /** Whose client certificate has that subject. */
  public Optional<AccountRow> byCertificate(String subject) {
    return accounts(
            "a.name = (SELECT account FROM account_certificate WHERE subject = $1)", subject)
        .stream()
        .findFirst();
  }

  /** Whom an OpenID provider means. */
  public Optional<AccountRow> bySubject(String provider, String subject) {
    return accounts("a.provider = $1 AND a.subject = $2", provider, subject).stream().findFirst();
  }

  /** By name, those after {@code after} (empty for the first), {@code limit} at most. */
  public List<AccountRow> list(String after, int limit) {
    return accounts(
        "a.name IN (SELECT name FROM account WHERE name > $1 ORDER BY name LIMIT $2)",
        after,
        limit);
  }

  /** Every role of somebody that is limited to an environment. */
  public List<BindingRow> limitedTo(String environment) {
    return bindings(
        "EXISTS (SELECT FROM limited_to x WHERE x.binding = b.id AND x.environment = $1)",
        environment);
  }

  private List<AccountRow> accounts(String which, Object... parameters) {
    List<Row> rows = new ArrayList<>();
    database
        .query(
            "SELECT a.*, array(SELECT c.subject FROM account_certificate c WHERE c.account = a.name"
                + " ORDER BY 1) AS certificates FROM account a WHERE "
                + which
                + " ORDER BY a.name",
            parameters)
        .forEach(rows::add);
    String[] names = rows.stream().map(row -> row.getString("name")).toArray(String[]::new);
    List<BindingRow> bindings =
        names.length == 0 ? List.of() : bindings("b.account = ANY ($1)", (Object) names);
    return rows.stream().map(row -> account(row, bindings)).toList();
  }

  private static AccountRow account(Row row, List<BindingRow> bindings) {
    String name = row.getString("name");
    return new AccountRow(
        name,
        row.getString("display_name"),
        row.getString("email"),
        Optional.ofNullable(row.getString("password")),
        row.getString("provider"),
        row.getLong("epoch"),
        Times.maybe(row, "disabled_at"),
        row.getString("created_by"),
        Times.instant(row, "created_at"),
        Times.maybe(row, "last_login_at"),
        List.of(row.getArrayOfStrings("certificates")),
        bindings.stream().filter(binding -> binding.account().equals(name)).toList());
  }

  private List<BindingRow> bindings(String which, Object... parameters) {
    List<BindingRow> bindings = new ArrayList<>();
    database
        .query(
            """
            SELECT b.*, r.permissions AS permissions,
                   array(SELECT l.environment FROM limited_to l WHERE l.binding = b.id ORDER BY 1) AS names,
                   array(SELECT e.target FROM limited_to l JOIN environment e ON e.name = l.environment
                         WHERE l.binding = b.id ORDER BY e.name) AS targets
            FROM binding b LEFT JOIN role r ON r.name = b.custom_role WHERE
            """
                + which
                + " ORDER BY b.created_at, b.id",
            parameters)
        .forEach(row -> bindings.add(binding(row)));
    return bindings;
  }

  private static BindingRow binding(Row row) {
    String role = row.getString("role");
    return new BindingRow(
        row.getString("id"),
        row.getString("account"),
        role,
        permissions(role, row.getArrayOfStrings("permissions")),
        new Limit(
            row.getString("target"),
            Arrays.asList(row.getArrayOfStrings("names")),
            Arrays.asList(row.getArrayOfStrings("targets"))),
        row.getString("origin"),
        row.getString("created_by"),
        Times.instant(row, "created_at"));
  }

  static Set<String> permissions(String role, String[] custom) {
    return custom != null
        ? Set.of(custom)
        : Role.ofLabel(role).map(Role::permissions).orElse(Set.of());
  }
}
