-- Rollouts of a configuration, content that rollouts hold, and secrets.

-- Which call of a rollout gave the node this: the same call again changes nothing.
ALTER TABLE config_pin ADD COLUMN call text NOT NULL DEFAULT '';

ALTER TABLE rollout ADD COLUMN closed boolean NOT NULL DEFAULT true;  -- false: its change of configuration is to be ended
ALTER TABLE rollout ADD COLUMN content text;        -- the SHA-256 of the file that it puts on nodes
CREATE INDEX rollout_unclosed ON rollout (id) WHERE NOT closed;
CREATE INDEX rollout_content ON rollout (content) WHERE content IS NOT NULL;
CREATE INDEX rollout_finished ON rollout (finished_at) WHERE finished_at IS NOT NULL;

-- Values are encrypted with a key that is not in the database; name and version are authenticated with them. A version is
-- never used twice for a name, so that nodes see every change.
CREATE TABLE secret (
  name       text COLLATE "C" PRIMARY KEY,
  version    bigint NOT NULL,                       -- of config_clock's numbers
  sealed     bytea NOT NULL,                        -- the key's id, nonce, ciphertext and tag
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);
