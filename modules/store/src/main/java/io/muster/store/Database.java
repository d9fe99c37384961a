package io.muster.store;

import io.muster.protocol.FailureCode;
import io.muster.runtime.Failure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * The pool of one control-plane node. Ledgers are written top to bottom on virtual threads: every
 * method here awaits. An unreachable database is a {@link Failure} with {@code UNAVAILABLE}.
 */
public final class Database implements AutoCloseable {
  /** One piece of work in a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T in(SqlConnection transaction);
  }

  private final Pool pool;

  private Database(Pool pool) {
    this.pool = pool;
  }

  public static Database open(Vertx vertx, DatabaseConfig config) {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(config.host())
            .setPort(config.port())
            .setDatabase(config.database())
            .setUser(config.user())
            .setPassword(config.secret())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(512)
            .setPipeliningLimit(64)
            // A node that freezes inside a transaction holds its row locks; PostgreSQL ends it.
            .addProperty("idle_in_transaction_session_timeout", "5000")
            .addProperty("application_name", "muster");
    config
        .tlsCa()
        .ifPresent(
            ca ->
                options
                    .setSslMode(SslMode.VERIFY_FULL)
                    .setSslOptions(
                        new ClientSSLOptions()
                            .setHostnameVerificationAlgorithm("HTTPS")
                            .setTrustOptions(new PemTrustOptions().addCertPath(ca.toString()))));
    PoolOptions pool =
        new PoolOptions()
            .setMaxSize(config.poolSize())
            .setConnectionTimeout((int) Duration.ofSeconds(5).toSeconds())
            .setName("muster")
            .setShared(true);
    return new Database(
        PgBuilder.pool()
            .with(pool)
            .with(
                new NetClientOptions().setConnectTimeout((int) config.connectTimeout().toMillis()))
            .connectingTo(options)
            .using(vertx)
            .build());
  }

  /** Runs one statement and awaits its rows. */
  public RowSet<Row> query(String sql, Object... parameters) {
    return await(pool.preparedQuery(sql).execute(Tuple.wrap(parameters)));
  }

  /** Runs one statement inside a transaction and awaits its rows. */
  public static RowSet<Row> query(SqlConnection transaction, String sql, Object... parameters) {
    return await(transaction.preparedQuery(sql).execute(Tuple.wrap(parameters)));
  }

  /** Runs the work in one transaction: committed when it returns, rolled back when it throws. */
  public <T> T transaction(Work<T> work) {
    SqlConnection connection = await(pool.getConnection());
    try {
      // Not awaited: it travels with the first statement.
      Future<Transaction> begun = connection.begin();
      T result;
      try {
        result = work.in(connection);
      } catch (Throwable error) {
        begun.compose(Transaction::rollback).otherwiseEmpty().await();
        throw error;
      }
      await(begun.compose(Transaction::commit));
      return result;
    } finally {
      connection.close();
    }
  }

  /** What time it is for PostgreSQL; completes when it answers. */
  public Future<Instant> clock() {
    return pool.query("SELECT clock_timestamp()")
        .execute()
        .map(rows -> rows.iterator().next().getOffsetDateTime(0).toInstant());
  }

  /** The pool itself, for what needs a stream of rows or a notification. */
  public Pool pool() {
    return pool;
  }

  /** Awaits a future of the driver and translates what it throws. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await();
    } catch (Throwable error) { // the driver throws checked exceptions too, unseen by the compiler
      throw translate(error);
    }
  }

  private static RuntimeException translate(Throwable error) {
    if (error instanceof InterruptedException) {
      throw Database.<RuntimeException>sneaky(error); // the verticle is being undeployed
    }
    if (error instanceof Error fatal) {
      throw fatal;
    }
    if (error instanceof Failure failure) {
      return failure;
    }
    if (error instanceof PgException pg) {
      return switch (pg.getSqlState().substring(0, 2)) {
        case "08", "53", "57" ->
            Failure.unavailable("PostgreSQL cannot serve now: " + pg.getErrorMessage(), pg);
        case "22" ->
            new Failure(
                FailureCode.INVALID,
                "PostgreSQL cannot store a value: " + pg.getErrorMessage(),
                Duration.ZERO,
                pg);
        case "40" ->
            new Failure(FailureCode.CONFLICT, "two writers met; try again", Duration.ZERO, pg);
        default -> pg;
      };
    }
    if (error instanceof java.io.IOException
        || error instanceof io.vertx.core.VertxException
        || isClosed(error)) {
      return Failure.unavailable("PostgreSQL cannot be reached: " + error.getMessage(), error);
    }
    return error instanceof RuntimeException runtime ? runtime : new IllegalStateException(error);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E sneaky(Throwable error) throws E {
    throw (E) error;
  }

  private static boolean isClosed(Throwable error) {
    Function<Throwable, String> text = t -> t.getMessage() == null ? t.toString() : t.getMessage();
    String message = text.apply(error).toLowerCase(java.util.Locale.ROOT);
    return message.contains("connection")
        || message.contains("timeout")
        || error instanceof java.util.concurrent.TimeoutException;
  }

  @Override
  public void close() {
    pool.close();
  }
}
