-- Jobs, their tasks and their events. Ids are ULIDs, so they sort by time of creation, and the tables are partitioned by
-- id: every query that names a job touches one partition, and history is dropped a day at a time.

CREATE TABLE job (
  id           text COLLATE "C" NOT NULL,
  name         text NOT NULL,
  target       text NOT NULL,
  work         bytea NOT NULL,                      -- muster.v1.Shell
  state        text NOT NULL,
  total        integer NOT NULL,
  parallel     integer NOT NULL,                    -- tasks under way at once
  timeout_ms   bigint NOT NULL,
  ttl_ms       bigint NOT NULL,
  counts       integer[] NOT NULL,                  -- tasks by state, in the order of domain's TaskState
  last_event   bigint NOT NULL DEFAULT 0,
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  cancel_reason text,
  trace_id     text NOT NULL,
  PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX job_live ON job (id) WHERE finished_at IS NULL;

CREATE TABLE task (
  job_id        text COLLATE "C" NOT NULL,
  ordinal       integer NOT NULL,                   -- position of the node in the frozen list, from 0
  node_id       text NOT NULL,
  attempt       integer NOT NULL DEFAULT 1,
  state         smallint NOT NULL DEFAULT 0,        -- domain's TaskState
  released      boolean NOT NULL,                   -- its turn has come
  cancelling    boolean NOT NULL DEFAULT false,
  last_seq      bigint NOT NULL DEFAULT 0,          -- of the agent's replies to this attempt
  accept_before timestamptz,                        -- set when released
  due_at        timestamptz,                        -- when it is looked at next: sent again, or ended
  exit_code     integer,
  signal        integer NOT NULL DEFAULT 0,
  message       text NOT NULL DEFAULT '',
  skipped       boolean NOT NULL DEFAULT false,
  dispatched_at timestamptz,
  accepted_at   timestamptz,
  started_at    timestamptz,
  finished_at   timestamptz,
  PRIMARY KEY (job_id, ordinal)
) PARTITION BY RANGE (job_id);
-- What an agent that comes back must be told: answers catch-up.
CREATE INDEX task_open ON task (node_id, job_id) WHERE state < 4;
-- The outbox and the deadlines: what is due is sent again or ended.
CREATE INDEX task_due ON task (due_at) WHERE state < 4;

CREATE TABLE job_event (
  job_id  text COLLATE "C" NOT NULL,
  seq     bigint NOT NULL,                          -- from 1, no gap
  ordinal integer NOT NULL,                         -- of the task; -1 for the job itself
  attempt integer NOT NULL,
  state   smallint NOT NULL,                        -- of the task after it; of the job where ordinal is -1
  at      timestamptz NOT NULL,
  body    bytea NOT NULL,                           -- muster.agent.v1.Reply, or empty
  PRIMARY KEY (job_id, seq)
) PARTITION BY RANGE (job_id);

-- Requests that were answered, so that the same one again is the same job.
CREATE TABLE request_key (
  caller     text NOT NULL,
  key        text NOT NULL,
  job_id     text NOT NULL,
  digest     bytea NOT NULL,                        -- SHA-256 of the request: the key again with another one is refused
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller, key)
);
CREATE INDEX request_key_age ON request_key (created_at);
