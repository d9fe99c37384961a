package io.muster.store.people;

import io.muster.domain.access.Role;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The roles that are not built in. Every method awaits. */
public final class RoleLedger {
  /** A role of one's own. */
  public record RoleRow(
      String name,
      String description,
      Set<String> permissions,
      String createdBy,
      Instant createdAt) {}

  private final Database database;

  public RoleLedger(Database database) {
    this.database = database;
  }

  public List<RoleRow> list() {
    List<RoleRow> roles = new ArrayList<>();
    database.query("SELECT * FROM role ORDER BY name").forEach(row -> roles.add(read(row)));
    return roles;
  }

  /** The permissions of a role, built in or not. */
  public Optional<Set<String>> permissions(String name) {
    Optional<Role> builtIn = Role.ofLabel(name);
    if (builtIn.isPresent()) {
      return builtIn.map(Role::permissions);
    }
    for (Row row : database.query("SELECT * FROM role WHERE name = $1", name)) {
      return Optional.of(read(row).permissions());
    }
    return Optional.empty();
  }

  private static RoleRow read(Row row) {
    return new RoleRow(
        row.getString("name"),
        row.getString("description"),
        new TreeSet<>(Set.of(row.getArrayOfStrings("permissions"))),
        row.getString("created_by"),
        Times.instant(row, "created_at"));
  }

  /** False when there is one of that name. */
  public boolean create(RoleRow role) {
    return database
            .query(
                "INSERT INTO role (name, description, permissions, created_by, created_at)"
                    + " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                role.name,
                role.description,
                role.permissions.toArray(String[]::new),
                role.createdBy,
                Times.utc(role.createdAt))
            .rowCount()
        == 1;
  }

  /** Fails with {@code CONFLICT} while somebody has it; false when there is none. */
  public boolean delete(String name) {
    try {
      return database.query("DELETE FROM role WHERE name = $1", name).rowCount() == 1;
    } catch (PgException e) {
      if ("23503".equals(e.getSqlState())) {
        throw Failure.conflict(
            "the role '" + name + "' is in use by users or tokens; take it from them first");
      }
      throw e;
    }
  }
}
