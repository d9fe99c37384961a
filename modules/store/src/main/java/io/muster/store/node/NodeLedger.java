package io.muster.store.node;

import io.muster.domain.node.Overlay;
import io.muster.runtime.Failure;
import io.muster.store.Database;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What people do with nodes. A removed node stays as a tombstone so that caches hear of it; its id
 * may enrol again, with nothing inherited but the id. Every method awaits, and is one transaction.
 */
public final class NodeLedger {
  /** Labels that the control plane keeps for one node, and groups likewise. */
  static final int MAX_KEPT = 256;

  private static final String SHOWN =
      "n.id, n.name, n.status, n.cordoned, n.cordon_reason, n.agent_version, n.enrolled_at,"
          + " p.last_seen, "
          + NodeRows.OVERLAY;
  private static final String FROM =
      " FROM node n LEFT JOIN presence p ON p.node_id = n.id"
          + " WHERE n.id = ANY($1) AND n.removed_at IS NULL ORDER BY n.id";
  private static final String READ = "SELECT " + SHOWN + FROM;
  private static final String READ_FACTS = "SELECT " + SHOWN + ", n.facts" + FROM;
  private static final String LOCK =
      "SELECT "
          + NodeRows.OVERLAY
          + " FROM node n WHERE n.id = $1 AND n.removed_at IS NULL"
          + " FOR UPDATE";
  private static final String SAVE =
      "UPDATE node SET labels_set = $2, labels_unset = $3, groups_added = $4, groups_removed = $5"
          + " WHERE id = $1";
  private static final String CORDON =
      "UPDATE node SET cordoned = $2, cordon_reason = $3 WHERE id = $1 AND removed_at IS NULL"
          + " RETURNING id";
  private static final String REMOVE =
      "UPDATE node SET removed_at = now(), status = 'offline', profile_hash = '',"
          + " profile_labels = '{}', profile_groups = '{}', labels_set = '{}', labels_unset = '{}',"
          + " groups_added = '{}', groups_removed = '{}', facts = '{}', cordoned = false,"
          + " cordon_reason = '', session = '' WHERE id = $1 AND removed_at IS NULL"
          + " RETURNING public_key";
  private static final String REVOKE =
      "INSERT INTO revocation (public_key, node_id) VALUES ($1, $2)"
          + " ON CONFLICT (public_key) DO NOTHING";

  private final Database database;

  public NodeLedger(Database database) {
    this.database = database;
  }

  /** Those of the nodes that exist, ordered by id. */
  public List<NodeRecord> read(Collection<String> ids, boolean facts) {
    List<NodeRecord> nodes = new ArrayList<>();
    for (Row row : database.query(facts ? READ_FACTS : READ, (Object) ids.toArray(String[]::new))) {
      nodes.add(NodeRows.record(row, facts));
    }
    return nodes;
  }

  /** One node; fails with {@code NOT_FOUND}. */
  public NodeRecord get(String id, boolean facts) {
    return read(List.of(id), facts).stream().findFirst().orElseThrow(() -> absent(id));
  }

  /** Sets labels and takes some away. */
  public void label(String id, Map<String, String> set, Collection<String> remove) {
    change(id, overlay -> overlay.label(set, remove));
  }

  /** Puts a node into groups and takes it out of some. */
  public void group(String id, Collection<String> add, Collection<String> remove) {
    change(id, overlay -> overlay.group(add, remove));
  }

  /** Cordons a node, or ends that. */
  public void cordon(String id, boolean cordoned, String reason) {
    if (database.query(CORDON, id, cordoned, reason).size() == 0) {
      throw absent(id);
    }
  }

  /**
   * Removes a node and records that its identity is revoked, in one step.
   *
   * @return the public key that NATS must refuse from now on
   */
  public String remove(String id) {
    return database.transaction(tx -> remove(tx, id).orElseThrow(() -> absent(id)));
  }

  private static Optional<String> remove(SqlConnection tx, String id) {
    for (Row row : Database.query(tx, REMOVE, id)) {
      String key = row.getString("public_key");
      Database.query(tx, REVOKE, key, id);
      Database.query(tx, "DELETE FROM presence WHERE node_id = $1", id);
      Database.query(tx, "DELETE FROM node_vitals WHERE node_id = $1", id);
      return Optional.of(key);
    }
    return Optional.empty();
  }

  private void change(String id, UnaryOperator<Overlay> step) {
    database.transaction(
        tx -> {
          for (Row row : Database.query(tx, LOCK, id)) {
            save(tx, id, step.apply(NodeRows.overlay(row)));
            return null;
          }
          throw absent(id);
        });
  }

  private static void save(SqlConnection tx, String id, Overlay overlay) {
    if (overlay.labelsSet().size() > MAX_KEPT || overlay.groupsAdded().size() > MAX_KEPT) {
      throw Failure.invalid(
          "node '"
              + id
              + "' would have more than "
              + MAX_KEPT
              + " labels or groups of its own; remove some first");
    }
    JsonObject labels = new JsonObject();
    overlay.labelsSet().forEach(labels::put);
    Database.query(
        tx,
        SAVE,
        id,
        labels,
        array(overlay.labelsUnset()),
        array(overlay.groupsAdded()),
        array(overlay.groupsRemoved()));
  }

  private static String[] array(Collection<String> values) {
    return values.toArray(String[]::new);
  }

  private static Failure absent(String id) {
    return Failure.notFound(
        "there is no node '" + id + "'; `muster node ls` lists those there are");
  }
}
