-- The machines, how they join, and who may call.

CREATE TABLE node (
  id              text PRIMARY KEY,
  name            text NOT NULL,
  public_key      text NOT NULL UNIQUE,             -- NATS user key, U…
  enrolled_at     timestamptz NOT NULL DEFAULT now(),
  join_token      text,
  profile_hash    text NOT NULL DEFAULT '',
  profile_labels  jsonb NOT NULL DEFAULT '{}',      -- from the agent's configuration
  profile_groups  text[] NOT NULL DEFAULT '{}',
  labels_set      jsonb NOT NULL DEFAULT '{}',      -- kept here, over the profile's
  labels_unset    text[] NOT NULL DEFAULT '{}',     -- of the profile, hidden here
  groups_added    text[] NOT NULL DEFAULT '{}',
  groups_removed  text[] NOT NULL DEFAULT '{}',
  facts           jsonb NOT NULL DEFAULT '{}',
  agent_version   text NOT NULL DEFAULT '',
  session         text NOT NULL DEFAULT '',         -- of the agent's last start
  cordoned        boolean NOT NULL DEFAULT false,
  cordon_reason   text NOT NULL DEFAULT '',
  status          text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'online', 'offline')),
  removed_at      timestamptz,                      -- kept as a tombstone so that caches hear of it
  changed_xid     xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE INDEX node_changed ON node (changed_xid);

CREATE FUNCTION node_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER node_touched BEFORE UPDATE ON node FOR EACH ROW EXECUTE FUNCTION node_touch();

-- Signs of life, apart from node so that they cost one small row each and wake no cache.
CREATE TABLE presence (
  node_id     text PRIMARY KEY REFERENCES node (id) ON DELETE CASCADE,
  last_seen   timestamptz NOT NULL,
  interval_ms integer NOT NULL,
  running     integer NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Identities that NATS must refuse although their JWT is still valid.
CREATE TABLE revocation (
  public_key text PRIMARY KEY,
  node_id    text NOT NULL,
  revoked_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE join_token (
  id         text PRIMARY KEY,
  hash       bytea NOT NULL,                        -- SHA-256 of the secret
  labels     jsonb NOT NULL DEFAULT '{}',
  max_uses   integer NOT NULL CHECK (max_uses > 0),
  uses       integer NOT NULL DEFAULT 0 CHECK (uses <= max_uses),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz
);

CREATE TABLE api_token (
  id         text PRIMARY KEY,
  hash       bytea NOT NULL,                        -- SHA-256 of the secret, which has 256 random bits
  name       text NOT NULL,
  role       text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

-- Work that one control-plane node does alone. Every write of the holder carries the epoch.
CREATE TABLE lease (
  name       text PRIMARY KEY,
  holder     text NOT NULL,
  epoch      bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

-- The control-plane nodes as they report themselves.
CREATE TABLE member (
  id         text PRIMARY KEY,
  address    text NOT NULL,
  version    text NOT NULL,
  verticles  text[] NOT NULL,
  started_at timestamptz NOT NULL,
  last_seen  timestamptz NOT NULL,
  ready      boolean NOT NULL
);
