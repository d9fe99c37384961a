package io.muster.local.postgres;

import io.muster.local.LocalException;
import io.muster.local.process.Ports;
import io.muster.local.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A database for one test class, on a server that all tests of a JVM share. The server has fsync
 * off, ends with the JVM, and is cleared away by the next JVM when its own was killed. Needs
 * PostgreSQL's JDBC driver on the class path.
 *
 * @param passwordFile holds the password of {@link #user}
 */
public record TestDatabase(String host, int port, String database, String user, Path passwordFile)
    implements AutoCloseable {
  private static final Path BASE = Path.of(System.getProperty("java.io.tmpdir"), "muster-test-pg");
  private static EmbeddedPostgres server;
  private static TestDatabase template;

  /** A new, empty database. */
  public static synchronized TestDatabase fresh() {
    return create("template1");
  }

  /**
   * A copy of a database that was prepared once in this JVM, such as by running the migrations. All
   * callers of one JVM must prepare it alike.
   */
  public static synchronized TestDatabase copyOf(Consumer<TestDatabase> preparation) {
    if (template == null) {
      TestDatabase made = create("template1");
      preparation.accept(made);
      template = made;
    }
    return create(template.database());
  }

  /** The shared server, to stop and start it under those who use it. */
  public static synchronized EmbeddedPostgres server() {
    if (server == null) {
      clearAway();
      server = launch();
    }
    return server;
  }

  private static TestDatabase create(String from) {
    PostgresConfig config = server().config();
    String name = "t_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    TestDatabase made =
        new TestDatabase(
            "127.0.0.1", config.port(), name, EmbeddedPostgres.USER, config.passwordFile());
    made.administer("CREATE DATABASE " + name + " TEMPLATE " + from + " STRATEGY FILE_COPY");
    return made;
  }

  /** Opens a JDBC connection to this database. */
  public Connection connect() throws SQLException {
    return connect(database);
  }

  private Connection connect(String to) throws SQLException {
    try {
      String password = Files.readString(passwordFile).strip();
      return DriverManager.getConnection(
          "jdbc:postgresql://" + host + ":" + port + "/" + to, user, password);
    } catch (IOException e) {
      throw new LocalException(passwordFile + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void administer(String statement) {
    try (Connection connection = connect("postgres");
        var sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new LocalException(statement + " failed: " + e.getMessage(), e);
    }
  }

  /** Drops it, whoever is connected. */
  @Override
  public void close() {
    administer("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
  }

  private static EmbeddedPostgres launch() {
    ProcessIdentity self = ProcessIdentity.self();
    Path home = BASE.resolve(self.pid() + "-" + self.startTicks());
    EmbeddedPostgres fresh =
        new EmbeddedPostgres(
            new PostgresConfig(
                home,
                CacheFolder.locate(),
                home.resolve("password"),
                home.resolve("server.log"),
                Ports.free(),
                false,
                Map.of("shared_buffers", "64MB", "max_wal_size", "256MB")));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(fresh)));
    try {
      Files.createDirectories(home);
      Files.setPosixFilePermissions(BASE, PosixFilePermissions.fromString("rwxrwxrwx"));
    } catch (IOException e) {
      throw new LocalException(home + " cannot be made: " + e.getMessage(), e);
    }
    fresh.start();
    return fresh;
  }

  /** Ends the servers whose JVM is gone. */
  private static void clearAway() {
    if (!Files.isDirectory(BASE)) {
      return;
    }
    try (Stream<Path> homes = Files.list(BASE)) {
      homes.filter(TestDatabase::isAbandoned).forEach(TestDatabase::remove);
    } catch (IOException e) {
      throw new LocalException(BASE + " cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean isAbandoned(Path home) {
    String[] owner = home.getFileName().toString().split("-");
    return Files.isWritable(home)
        && owner.length == 2
        && ProcessIdentity.of(Long.parseLong(owner[0]))
            .filter(process -> process.startTicks() == Long.parseLong(owner[1]))
            .isEmpty();
  }

  private static void remove(Path home) {
    remove(
        new EmbeddedPostgres(
            new PostgresConfig(
                home, CacheFolder.locate(), home.resolve("password"), home, 1, false, Map.of())));
  }

  private static void remove(EmbeddedPostgres abandoned) {
    try {
      abandoned.stop(EmbeddedPostgres.Stop.IMMEDIATE);
      PostgresBinaries.delete(abandoned.config().home());
    } catch (IOException | LocalException e) {
      System.err.println("a test server is left behind: " + e.getMessage());
    }
  }
}
