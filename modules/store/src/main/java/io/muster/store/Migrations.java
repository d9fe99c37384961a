package io.muster.store;

import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date. Any number of nodes may start together: Flyway takes an advisory
 * lock, the first migrates, the others find it done. Blocks; call it before the verticles are
 * deployed.
 */
public final class Migrations {
  private Migrations() {}

  /** Returns how many migrations ran. */
  public static int run(DatabaseConfig config) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(config.jdbcUrl(), config.user(), config.secret())
        .locations("classpath:db/migration")
        .connectRetries(20)
        .connectRetriesInterval(1)
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
