package io.muster.local.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.local.LocalException;
import io.muster.local.process.Ports;
import io.muster.local.process.ProcessIdentity;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  /** JUnit makes it 0700: the server's user cannot pass through it when the tests run as root. */
  @TempDir Path dir;

  private EmbeddedPostgres postgres;

  @BeforeEach
  void configure() throws Exception {
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
    postgres = in(dir.resolve("with a space"), Ports.free());
  }

  @AfterEach
  void stop() {
    postgres.stop(EmbeddedPostgres.Stop.IMMEDIATE);
  }

  private EmbeddedPostgres in(Path home, int port) {
    return new EmbeddedPostgres(
        new PostgresConfig(
            home,
            CacheFolder.locate(),
            dir.resolve("password"),
            dir.resolve("log"),
            port,
            true,
            Map.of("shared_buffers", "16MB")));
  }

  private Connection connect(String password) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + postgres.config().port() + "/muster", "muster", password);
  }

  private String query(String sql) throws Exception {
    try (Connection c = connect(Files.readString(dir.resolve("password")).strip());
        var statement = c.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (var rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  @Test
  void keepsDataOverACrashUnderAFolderThatOnlyItsOwnerCanRead() throws Exception {
    postgres.start();
    query("CREATE TABLE kept (n int)");
    query("INSERT INTO kept VALUES (7)");
    assertEquals("on", query("SHOW fsync"));
    postgres.restart(EmbeddedPostgres.Stop.IMMEDIATE);
    assertEquals("7", query("SELECT n FROM kept"));
  }

  @Test
  void asksForThePasswordOfAFileThatOnlyItsOwnerCanRead() throws Exception {
    postgres.start();
    SQLException refused = assertThrows(SQLException.class, () -> connect("guess"));
    assertEquals("28P01", refused.getSQLState());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("password"))));
  }

  @Test
  void takesOverAServerThatAnotherLeftBehind() {
    postgres.start();
    ProcessIdentity before = postgres.process().orElseThrow();
    EmbeddedPostgres next = in(postgres.config().home(), postgres.config().port());
    next.start();
    assertEquals(before, next.process().orElseThrow());
  }

  @Test
  void stopsAnOrphanThatListensElsewhere() {
    postgres.start();
    ProcessIdentity before = postgres.process().orElseThrow();
    EmbeddedPostgres next = in(postgres.config().home(), Ports.free());
    next.start();
    assertFalse(before.alive());
    assertTrue(next.ready());
  }

  @Test
  void startsAfterItsServerWasKilledAndItsNumberGivenAway() throws Exception {
    postgres.start();
    ProcessIdentity before = postgres.process().orElseThrow();
    before.signal("KILL");
    assertTrue(before.awaitExit(Duration.ofSeconds(10)));
    Path pidFile = Postmaster.pidFile(postgres.config().data());
    String stale = Files.readString(pidFile);
    Files.writeString(
        pidFile, stale.replaceFirst("^\\d+", String.valueOf(ProcessHandle.current().pid())));
    postgres.start();
    assertEquals("1", query("SELECT 1"));
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      EmbeddedPostgres other = in(dir.resolve("other"), taken.getLocalPort());
      String message = assertThrows(LocalException.class, other::start).getMessage();
      assertTrue(message.contains("port " + taken.getLocalPort() + " is taken"), message);
    }
  }

  @Test
  void refusesADatabaseOfAnotherMajorVersion() throws Exception {
    Path data = Files.createDirectories(postgres.config().data());
    Files.writeString(data.resolve("PG_VERSION"), "14\n");
    String message = assertThrows(LocalException.class, postgres::start).getMessage();
    assertTrue(message.contains("made by PostgreSQL 14"), message);
  }

  @Test
  void beginsAnewWhenItWasKilledWhileMakingTheDatabase() throws Exception {
    Path part = Files.createDirectories(postgres.config().home().resolve("data.part"));
    Files.writeString(part.resolve("PG_VERSION"), "18\n");
    Files.writeString(postgres.config().home().resolve("initdb.password"), "half");
    postgres.start();
    assertEquals("1", query("SELECT 1"));
  }

  @Test
  void givesEachTestClassItsOwnDatabase() throws Exception {
    try (TestDatabase one = TestDatabase.fresh();
        TestDatabase two = TestDatabase.fresh()) {
      execute(one, "CREATE TABLE only_here (n int)");
      assertThrows(SQLException.class, () -> execute(two, "SELECT * FROM only_here"));
    }
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (Connection c = database.connect();
        var statement = c.createStatement()) {
      statement.execute(sql);
    }
  }
}
