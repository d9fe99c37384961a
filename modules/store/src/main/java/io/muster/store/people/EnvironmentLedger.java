package io.muster.store.people;

import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Targets with a name. Every method awaits. */
public final class EnvironmentLedger {
  /** A target with a name. */
  public record EnvironmentRow(
      String name, String target, String description, String createdBy, Instant createdAt) {}

  private final Database database;

  public EnvironmentLedger(Database database) {
    this.database = database;
  }

  public List<EnvironmentRow> list() {
    List<EnvironmentRow> all = new ArrayList<>();
    database.query("SELECT * FROM environment ORDER BY name").forEach(row -> all.add(read(row)));
    return all;
  }

  public Optional<EnvironmentRow> find(String name) {
    for (Row row : database.query("SELECT * FROM environment WHERE name = $1", name)) {
      return Optional.of(read(row));
    }
    return Optional.empty();
  }

  private static EnvironmentRow read(Row row) {
    return new EnvironmentRow(
        row.getString("name"),
        row.getString("target"),
        row.getString("description"),
        row.getString("created_by"),
        Times.instant(row, "created_at"));
  }

  /** Makes it, or makes it so. */
  public void set(EnvironmentRow environment) {
    database.query(
        "INSERT INTO environment (name, target, description, created_by, created_at)"
            + " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET target = $2,"
            + " description = $3",
        environment.name,
        environment.target,
        environment.description,
        environment.createdBy,
        Times.utc(environment.createdAt));
  }

  /** Fails with {@code CONFLICT} while something is limited to it; false when there is none. */
  public boolean delete(String name) {
    try {
      return database.query("DELETE FROM environment WHERE name = $1", name).rowCount() == 1;
    } catch (PgException e) {
      if ("23503".equals(e.getSqlState())) {
        throw Failure.conflict(
            "roles or tokens are limited to the environment '" + name + "'; change them first");
      }
      throw e;
    }
  }
}
