-- Content that nodes are to have. The bytes lie in JetStream's object store, cut into chunks; here is what they are, what
-- refers to them, and so what may be removed. Hashes are SHA-256 in lower-case hex.

-- A chunk that is stored. Whoever refers to one holds it by a foreign key.
CREATE TABLE chunk (
  sha256     text PRIMARY KEY,
  object     text NOT NULL UNIQUE,                  -- its name in the object store, made anew for each writing
  size       integer NOT NULL,
  lost       boolean NOT NULL DEFAULT false,        -- the object store does not have it any more
  touched_at timestamptz NOT NULL DEFAULT now()
);

-- Objects that no chunk names: being written, or to be removed. Written before the object is, so that none is forgotten.
CREATE TABLE loose_object (
  object text PRIMARY KEY,
  size   integer NOT NULL,
  since  timestamptz NOT NULL DEFAULT now(),
  doomed boolean NOT NULL DEFAULT false             -- whoever writes it is too late
);

CREATE TABLE artifact (
  sha256     text PRIMARY KEY,
  size       bigint NOT NULL,
  touched_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE artifact_chunk (
  artifact text NOT NULL REFERENCES artifact (sha256) ON DELETE CASCADE,
  start    bigint NOT NULL,
  chunk    text NOT NULL REFERENCES chunk (sha256),
  PRIMARY KEY (artifact, start)
);
CREATE INDEX artifact_chunk_of ON artifact_chunk (chunk);

CREATE TABLE file (
  id         text COLLATE "C" PRIMARY KEY,
  name       text NOT NULL,
  sha256     text NOT NULL REFERENCES artifact (sha256),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (sha256, name)
);

CREATE TABLE upload (
  id         text PRIMARY KEY,
  name       text NOT NULL,
  size       bigint,                                -- when it is known
  sha256     text,                                  -- when it is known
  chunk_size integer NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz NOT NULL,
  file_id    text                                   -- set by the commit, so that it can be asked for again
);
CREATE INDEX upload_age ON upload (expires_at);
CREATE INDEX upload_resumed ON upload (sha256, created_by);
CREATE TABLE upload_chunk (
  upload text NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
  start  bigint NOT NULL,
  chunk  text NOT NULL REFERENCES chunk (sha256),
  PRIMARY KEY (upload, start)
);
CREATE INDEX upload_chunk_of ON upload_chunk (chunk);

-- Jobs about files: written with the job, dropped with its history. A live one keeps its content.
CREATE TABLE file_job (
  job_id  text COLLATE "C" PRIMARY KEY,
  path    text NOT NULL,
  sha256  text,                                     -- NULL when it takes back
  name    text NOT NULL,
  undoes  text COLLATE "C",                         -- the job that it takes back
  dry_run boolean NOT NULL
);
CREATE INDEX file_job_path ON file_job (path, job_id);
CREATE INDEX file_job_content ON file_job (sha256, job_id);
