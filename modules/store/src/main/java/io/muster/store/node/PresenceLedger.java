package io.muster.store.node;

import io.muster.store.Database;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Heartbeats in bulk. In the steady state a batch of thousands is one statement that touches the
 * narrow {@code presence} rows only; {@code node} is written when a status changes. Rows are locked
 * in the order of ids, so that batches of several control-plane nodes never wait for each other in
 * a circle. A session that left is remembered as {@code left:…}, so that an earlier heartbeat of it
 * that another control-plane node still writes does not bring it back. Times are PostgreSQL's, so
 * the clocks of control-plane nodes do not matter.
 */
public final class PresenceLedger {
  /**
   * A known node that a batch has seen.
   *
   * @param changed its status, session or version is not what is stored
   */
  public record Seen(String nodeId, String profileHash, boolean changed) {}

  private static final String SEEN =
      """
      WITH beat AS MATERIALIZED (
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int4[], $5::int4[])
          AS b (id, session, version, interval_ms, running)),
      known AS MATERIALIZED (
        SELECT b.*, n.profile_hash,
               (n.status <> 'online' OR n.session <> b.session OR n.agent_version <> b.version)
                 AS changed
        FROM beat b JOIN node n ON n.id = b.id
        WHERE n.removed_at IS NULL AND n.session <> 'left:' || b.session),
      written AS (
        INSERT INTO presence (node_id, last_seen, interval_ms, running)
        SELECT id, now(), interval_ms, running FROM known ORDER BY id
        ON CONFLICT (node_id) DO UPDATE
          SET last_seen = greatest(presence.last_seen, excluded.last_seen),
              interval_ms = excluded.interval_ms, running = excluded.running)
      SELECT id, profile_hash, changed FROM known""";
  private static final String ONLINE =
      """
      WITH beat AS MATERIALIZED (
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) AS b (id, session, version)),
      before AS MATERIALIZED (
        SELECT n.id, n.status, b.session, b.version FROM node n JOIN beat b ON b.id = n.id
        WHERE n.removed_at IS NULL AND n.session <> 'left:' || b.session
          AND (n.status <> 'online' OR n.session <> b.session OR n.agent_version <> b.version)
        ORDER BY n.id FOR UPDATE OF n),
      written AS (
        UPDATE node n SET status = 'online', session = b.session, agent_version = b.version
        FROM before b WHERE n.id = b.id)
      SELECT id FROM before WHERE status <> 'online'""";
  private static final String LEAVE =
      """
      WITH before AS MATERIALIZED (
        SELECT n.id, n.status, b.session
        FROM node n JOIN unnest($1::text[], $2::text[]) AS b (id, session) ON b.id = n.id
        WHERE n.removed_at IS NULL
          AND (n.session = b.session OR n.session = '' OR n.status <> 'online')
          AND n.session <> 'left:' || b.session
        ORDER BY n.id FOR UPDATE OF n),
      written AS (
        UPDATE node n SET status = 'offline', session = 'left:' || b.session
        FROM before b WHERE n.id = b.id)
      SELECT id FROM before WHERE status = 'online'""";
  private static final String SWEEP =
      """
      WITH late AS MATERIALIZED (
        SELECT p.node_id FROM presence p JOIN node n ON n.id = p.node_id
        WHERE n.status = 'online' AND n.removed_at IS NULL
          AND p.last_seen < now() - p.interval_ms * 3 * interval '1 millisecond'
        ORDER BY p.node_id LIMIT $1 FOR UPDATE OF p)
      UPDATE node n SET status = 'offline' FROM late
      WHERE n.id = late.node_id AND n.status = 'online' AND n.removed_at IS NULL
      RETURNING n.id""";
  private static final String PROFILES =
      """
      WITH profile AS MATERIALIZED (
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
          AS p (id, hash, name, labels, groups, facts)),
      locked AS MATERIALIZED (
        SELECT n.id FROM node n JOIN profile p ON p.id = n.id
        WHERE n.removed_at IS NULL AND n.profile_hash <> p.hash ORDER BY n.id FOR UPDATE OF n)
      UPDATE node n SET profile_hash = p.hash, name = p.name, profile_labels = p.labels::jsonb,
        profile_groups = ARRAY(SELECT jsonb_array_elements_text(p.groups::jsonb)),
        facts = p.facts::jsonb
      FROM profile p JOIN locked ON locked.id = p.id
      WHERE n.id = p.id
      RETURNING n.id""";

  private final Database database;

  public PresenceLedger(Database database) {
    this.database = database;
  }

  /** Writes heartbeats down; nodes that are removed or unknown are left out of the answer. */
  public List<Seen> seen(Collection<Sighting> beats) {
    List<Sighting> sorted = sorted(beats, Sighting::nodeId);
    List<Seen> seen = new ArrayList<>(sorted.size());
    for (Row row :
        database.query(
            SEEN,
            texts(sorted, Sighting::nodeId),
            texts(sorted, Sighting::session),
            texts(sorted, Sighting::agentVersion),
            sorted.stream().map(Sighting::intervalMs).toArray(Integer[]::new),
            sorted.stream().map(Sighting::running).toArray(Integer[]::new))) {
      seen.add(
          new Seen(row.getString("id"), row.getString("profile_hash"), row.getBoolean("changed")));
    }
    return seen;
  }

  /** Makes nodes online; returns those that were not. */
  public List<String> online(Collection<Sighting> beats) {
    List<Sighting> sorted = sorted(beats, Sighting::nodeId);
    return ids(
        ONLINE,
        texts(sorted, Sighting::nodeId),
        texts(sorted, Sighting::session),
        texts(sorted, Sighting::agentVersion));
  }

  /** Makes nodes offline whose agent says goodbye; returns those that were online. */
  public List<String> leave(Collection<Sighting> goodbyes) {
    List<Sighting> sorted = sorted(goodbyes, Sighting::nodeId);
    return ids(LEAVE, texts(sorted, Sighting::nodeId), texts(sorted, Sighting::session));
  }

  /** Makes nodes offline that missed three heartbeats, at most so many; returns them. */
  public List<String> sweep(int max) {
    return ids(SWEEP, max);
  }

  /** Stores profiles whose hash is new; returns the nodes that it changed. */
  public List<String> profiles(Collection<StoredProfile> profiles) {
    List<StoredProfile> sorted = sorted(profiles, StoredProfile::nodeId);
    return ids(
        PROFILES,
        texts(sorted, StoredProfile::nodeId),
        texts(sorted, StoredProfile::hash),
        texts(sorted, StoredProfile::name),
        texts(sorted, StoredProfile::labelsJson),
        texts(sorted, StoredProfile::groupsJson),
        texts(sorted, StoredProfile::factsJson));
  }

  private List<String> ids(String sql, Object... parameters) {
    List<String> ids = new ArrayList<>();
    database.query(sql, parameters).forEach(row -> ids.add(row.getString("id")));
    return ids;
  }

  /** One of each node, the last, ordered by id. */
  private static <T> List<T> sorted(Collection<T> items, Function<T, String> id) {
    TreeMap<String, T> byId = new TreeMap<>(Comparator.naturalOrder());
    items.forEach(item -> byId.put(id.apply(item), item));
    return List.copyOf(byId.values());
  }

  private static <T> String[] texts(List<T> items, Function<T, String> field) {
    return items.stream().map(field).toArray(String[]::new);
  }
}
