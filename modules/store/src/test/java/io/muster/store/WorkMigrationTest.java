package io.muster.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.local.postgres.TestDatabase;
import io.muster.protocol.v1.Shell;
import io.muster.protocol.v1.Work;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of a version that knew commands only are still readable. */
class WorkMigrationTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 100, 127, 128, 16_383, 16_384, 70_000})
  void keepsTheCommandsOfOldJobs(int length) throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      migrate(database, "2");
      Shell shell = Shell.newBuilder().setLine("x".repeat(length)).build();
      try (Connection connection = database.connect()) {
        connection.createStatement().execute("CREATE TABLE job_all PARTITION OF job DEFAULT");
        var insert =
            connection.prepareStatement(
                "INSERT INTO job (id, name, target, work, state, total, parallel, timeout_ms, ttl_ms,"
                    + " counts, created_by, created_at, trace_id)"
                    + " VALUES ('j', '', 'all', ?, 'succeeded', 0, 1, 1, 1, '{}', 'me', now(), '')");
        insert.setBytes(1, shell.toByteArray());
        insert.execute();
      }
      migrate(database, "3");
      try (Connection connection = database.connect();
          ResultSet rows = connection.createStatement().executeQuery("SELECT work FROM job")) {
        assertTrue(rows.next());
        assertEquals(
            Work.newBuilder().setShell(shell).build(), Work.parseFrom(rows.getBytes("work")));
      }
    }
  }

  private static void migrate(TestDatabase database, String to) throws Exception {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(
            "jdbc:postgresql://"
                + database.host()
                + ":"
                + database.port()
                + "/"
                + database.database(),
            database.user(),
            Files.readString(database.passwordFile()).strip())
        .locations("classpath:db/migration")
        .target(to)
        .load()
        .migrate();
  }
}
