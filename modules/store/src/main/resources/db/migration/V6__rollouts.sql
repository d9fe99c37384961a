-- Rollouts, and what bounds work across jobs and rollouts.

CREATE TABLE rollout (
  id           text COLLATE "C" PRIMARY KEY,
  name         text NOT NULL,
  spec         bytea NOT NULL,                      -- muster.v1.StartRolloutRequest, as it was asked for
  phase        text NOT NULL,
  paused       boolean NOT NULL DEFAULT false,
  batch        integer NOT NULL,                    -- from 0
  batches      integer NOT NULL,
  attempt      integer NOT NULL,
  runs         integer NOT NULL,                    -- jobs wanted so far
  gates        integer NOT NULL,                    -- stages of gates so far
  run_of       integer,                             -- the run under way is number `runs`; null: none is
  run_batch    integer,
  run_ready    boolean,
  run_job      text,
  run_wanted   text,
  run_told     text,
  gate_stage   text,                                -- the gate it waits at is number `gates`; null: at none
  gate_until   timestamptz,
  verdict      text,
  reason       text NOT NULL DEFAULT '',
  version      bigint NOT NULL DEFAULT 1,           -- grows with every change
  last_event   bigint NOT NULL DEFAULT 0,
  created_by   text NOT NULL,
  roles        text[] NOT NULL,                     -- of whoever started it; its jobs are submitted as his
  trace_id     text NOT NULL,
  request_key  text,
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz
);
-- A name is taken while its rollout is live.
CREATE UNIQUE INDEX rollout_live_name ON rollout (name) WHERE finished_at IS NULL;
CREATE INDEX rollout_name ON rollout (name, id);
CREATE UNIQUE INDEX rollout_request ON rollout (created_by, request_key) WHERE request_key IS NOT NULL;

CREATE TABLE rollout_node (
  rollout_id text COLLATE "C" NOT NULL REFERENCES rollout (id) ON DELETE CASCADE,
  ordinal    integer NOT NULL,                      -- position in the frozen list, from 0
  node_id    text NOT NULL,
  batch      integer NOT NULL,                      -- -1: left out at the start
  state      smallint NOT NULL,                     -- domain's NodeState
  attempt    integer NOT NULL DEFAULT 0,
  run        integer NOT NULL DEFAULT 0,
  changed_by integer NOT NULL DEFAULT 0,            -- the run that is to be undone; 0: none
  message    text NOT NULL DEFAULT '',
  PRIMARY KEY (rollout_id, ordinal)
);
CREATE INDEX rollout_node_id ON rollout_node (node_id, rollout_id);

-- Which job a run was.
CREATE TABLE rollout_run (
  rollout_id text COLLATE "C" NOT NULL REFERENCES rollout (id) ON DELETE CASCADE,
  seq        integer NOT NULL,
  undoes     integer NOT NULL,                      -- the run that it undoes; 0: it is the work itself
  batch      integer NOT NULL,
  job_id     text NOT NULL,
  started_at timestamptz NOT NULL,
  PRIMARY KEY (rollout_id, seq)
);

CREATE TABLE rollout_event (
  rollout_id text COLLATE "C" NOT NULL REFERENCES rollout (id) ON DELETE CASCADE,
  seq        bigint NOT NULL,                       -- from 1, no gap
  at         timestamptz NOT NULL,
  body       bytea NOT NULL,                        -- muster.v1.RolloutEvent without seq and at
  PRIMARY KEY (rollout_id, seq)
);

-- Named numbers of slots. A slot is held by a task that was released and has not ended, so it cannot outlive its task.
CREATE TABLE governor (
  name       text PRIMARY KEY,
  capacity   integer NOT NULL CHECK (capacity > 0),
  changed_by text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE job ADD COLUMN governor text;           -- null: none
ALTER TABLE job ADD COLUMN held boolean NOT NULL DEFAULT false;  -- releases no further task
ALTER TABLE job ADD COLUMN slots integer NOT NULL DEFAULT 0;     -- of the governor, held by its tasks
CREATE INDEX job_governed ON job (governor) WHERE finished_at IS NULL AND governor IS NOT NULL;
