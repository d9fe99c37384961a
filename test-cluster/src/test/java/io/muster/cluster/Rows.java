package io.muster.cluster;

import io.muster.local.postgres.EmbeddedPostgres;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks straight into the cluster's database. */
public final class Rows {
  private final ClusterFiles files;

  Rows(ClusterFiles files) {
    this.files = files;
  }

  /** The rows of a query, each as its columns' texts; arguments are bound. */
  public List<List<String>> query(String sql, Object... arguments) {
    try (Connection connection = connect();
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      List<List<String>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(row(result));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the first row as a number. */
  public long number(String sql, Object... arguments) {
    return Long.parseLong(query(sql, arguments).getFirst().getFirst());
  }

  private static List<String> row(ResultSet result) throws SQLException {
    List<String> row = new ArrayList<>();
    for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
      row.add(String.valueOf(result.getString(i)));
    }
    return row;
  }

  /** Writes the tables that tell what happened. */
  void dump(Path file) {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (String table : List.of("member", "lease", "node", "presence", "job", "task", "audit")) {
        write(out, "SELECT * FROM " + table);
      }
      write(
          out,
          "SELECT job_id, seq, ordinal, attempt, state, at, length(body) FROM job_event ORDER BY 1,"
              + " 2");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(BufferedWriter out, String sql) throws IOException {
    out.write("== " + sql + "\n");
    for (List<String> row : query(sql)) {
      out.write(String.join("\t", row) + "\n");
    }
  }

  private Connection connect() throws SQLException {
    try {
      return DriverManager.getConnection(
          "jdbc:postgresql://127.0.0.1:" + files.postgresPort + "/" + EmbeddedPostgres.USER,
          EmbeddedPostgres.USER,
          Files.readString(files.postgresPassword()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
