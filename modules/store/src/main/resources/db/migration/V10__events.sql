-- The change feed: what changed, written by the transaction that changed it, until it is published to JetStream, which keeps
-- the feed. Rows of one object are written under its lock, so their order is that of the changes. Triggers write most of
-- them, so that no writer can forget; jobs write their own, one row for a transaction however many tasks it moves.

CREATE TABLE event (
  seq      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  subject  text NOT NULL,                           -- <kind>.<what>
  object   text NOT NULL,
  node_id  text NOT NULL DEFAULT '',
  revision bigint NOT NULL DEFAULT 0,
  trace_id text NOT NULL DEFAULT '',
  body     json NOT NULL                            -- the body of a muster.v1.Event, as JSON
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

CREATE FUNCTION event_of_new_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event (subject, object, node_id, revision, body)
  SELECT 'node.added', n.id, n.id, n.changed_xid::text::bigint,
    json_build_object('node', json_build_object('name', n.name, 'status', n.status, 'cordoned', n.cordoned))
  FROM now_there n WHERE n.removed_at IS NULL ORDER BY n.id;
  RETURN NULL;
END $$;
CREATE TRIGGER node_event_added AFTER INSERT ON node REFERENCING NEW TABLE AS now_there
  FOR EACH STATEMENT EXECUTE FUNCTION event_of_new_nodes();

CREATE FUNCTION event_of_changed_nodes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event (subject, object, node_id, revision, body)
  SELECT 'node.' || w.what, w.id, w.id, w.revision,
    json_build_object('node', json_build_object('name', w.name, 'status', w.status, 'cordoned', w.cordoned,
      'changed', CASE WHEN w.what IN ('added', 'removed') THEN '{}' ELSE w.changed END))
  FROM (
    SELECT d.*, CASE
        WHEN d.gone AND NOT d.was_gone THEN 'removed'
        WHEN NOT d.gone AND d.was_gone THEN 'added'
        WHEN d.gone THEN NULL
        WHEN d.status <> d.was THEN CASE d.status WHEN 'new' THEN 'changed' ELSE d.status END
        WHEN d.changed <> '{}' THEN 'changed' END AS what
    FROM (
      SELECT n.id, n.name, n.status, n.cordoned, o.status AS was, n.removed_at IS NOT NULL AS gone,
        o.removed_at IS NOT NULL AS was_gone, n.changed_xid::text::bigint AS revision,
        array_remove(ARRAY[
          CASE WHEN (n.profile_labels, n.labels_set, n.labels_unset)
            IS DISTINCT FROM (o.profile_labels, o.labels_set, o.labels_unset) THEN 'labels' END,
          CASE WHEN (n.profile_groups, n.groups_added, n.groups_removed)
            IS DISTINCT FROM (o.profile_groups, o.groups_added, o.groups_removed) THEN 'groups' END,
          CASE WHEN (n.cordoned, n.cordon_reason) <> (o.cordoned, o.cordon_reason) THEN 'cordon' END,
          CASE WHEN n.profile_hash <> o.profile_hash OR n.name <> o.name THEN 'facts' END,
          CASE WHEN (n.session, n.agent_version) <> (o.session, o.agent_version) THEN 'agent' END], NULL) AS changed
      FROM now_there n JOIN before_it o ON o.id = n.id) d) w
  WHERE w.what IS NOT NULL ORDER BY w.id;
  RETURN NULL;
END $$;
CREATE TRIGGER node_event_changed AFTER UPDATE ON node REFERENCING OLD TABLE AS before_it NEW TABLE AS now_there
  FOR EACH STATEMENT EXECUTE FUNCTION event_of_changed_nodes();

CREATE FUNCTION event_of_rollout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event (subject, object, revision, trace_id, body)
  SELECT 'rollout.changed', r.id, NEW.seq, r.trace_id, json_build_object('rollout', json_build_object(
    'name', r.name, 'phase', r.phase, 'paused', r.paused, 'batch', r.batch + 1, 'batches', r.batches))
  FROM rollout r WHERE r.id = NEW.rollout_id;
  RETURN NULL;
END $$;
CREATE TRIGGER rollout_event_told AFTER INSERT ON rollout_event FOR EACH ROW EXECUTE FUNCTION event_of_rollout();

CREATE FUNCTION event_config_object(component text, kind text, scope text) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$ SELECT component || '/' || kind || CASE WHEN scope = '' THEN '' ELSE '/' || left(scope, 200) END $$;

CREATE FUNCTION event_of_config() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event (subject, object, node_id, revision, body)
  SELECT 'config.changed', event_config_object(d.component, d.kind, d.scope),
    CASE d.kind WHEN 'node' THEN d.scope ELSE '' END, NEW.revision,
    json_build_object('config', json_build_object('component', d.component, 'kind', d.kind, 'scope', left(d.scope, 1000),
      'deleted', NEW.content IS NULL, 'staged', NEW.staged, 'author', NEW.author))
  FROM config_document d WHERE d.id = NEW.document;
  RETURN NULL;
END $$;
-- A document that begins with a revision for some nodes only has a deleted one before it, which is nobody's news.
CREATE TRIGGER config_revision_event AFTER INSERT ON config_revision FOR EACH ROW
  WHEN (NEW.content IS NOT NULL OR NEW.revision <> NEW.document) EXECUTE FUNCTION event_of_config();

CREATE FUNCTION event_of_config_pins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event (subject, object, revision, body)
  SELECT 'config.changed', event_config_object(d.component, d.kind, d.scope), p.touched,
    json_build_object('config', json_build_object('component', d.component, 'kind', d.kind, 'scope', left(d.scope, 1000),
      'staged', true, 'nodes', p.nodes))
  FROM (SELECT document, max(touched) AS touched, count(*) AS nodes FROM now_there GROUP BY document) p
  JOIN config_document d ON d.id = p.document;
  RETURN NULL;
END $$;
CREATE TRIGGER config_pin_event_added AFTER INSERT ON config_pin REFERENCING NEW TABLE AS now_there
  FOR EACH STATEMENT EXECUTE FUNCTION event_of_config_pins();
CREATE TRIGGER config_pin_event_changed AFTER UPDATE ON config_pin REFERENCING NEW TABLE AS now_there
  FOR EACH STATEMENT EXECUTE FUNCTION event_of_config_pins();

CREATE FUNCTION event_of_file() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  f file := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  INSERT INTO event (subject, object, body) VALUES ('file.changed', f.id, json_build_object('file',
    json_build_object('name', f.name, 'sha256', f.sha256, 'removed', TG_OP = 'DELETE')));
  RETURN NULL;
END $$;
CREATE TRIGGER file_event AFTER INSERT OR DELETE ON file FOR EACH ROW EXECUTE FUNCTION event_of_file();

-- What nodes measure of themselves: a ring of samples for each, written over and over; not worth a log.
CREATE UNLOGGED TABLE node_vitals (
  node_id    text NOT NULL,
  slot       smallint NOT NULL,                     -- the place in the ring: by the time, modulo its size
  at         timestamptz NOT NULL,
  cpu_busy   real NOT NULL,
  load1      real NOT NULL,
  mem_used   bigint NOT NULL,
  mem_total  bigint NOT NULL,
  disk_used  bigint NOT NULL,
  disk_total bigint NOT NULL,
  net_in     bigint NOT NULL,
  net_out    bigint NOT NULL,
  PRIMARY KEY (node_id, slot)
) WITH (fillfactor = 70);
