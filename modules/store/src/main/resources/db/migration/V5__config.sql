-- Configuration of the components of nodes: documents with every revision, and what each node is to run.

-- One row. Every number of a revision comes from here, under its lock: so numbers are committed in their order, and who has
-- read up to a number has read everything below it.
CREATE TABLE config_clock (
  one       boolean PRIMARY KEY DEFAULT true CHECK (one),
  last      bigint NOT NULL DEFAULT 0,              -- the last number given out
  documents bigint NOT NULL DEFAULT 0               -- the number of the last change of a document or of a pin
);
INSERT INTO config_clock DEFAULT VALUES;

CREATE TABLE config_document (
  id        bigint PRIMARY KEY,
  component text NOT NULL,
  kind      text NOT NULL CHECK (kind IN ('all', 'expression', 'ids', 'node')),
  scope     text NOT NULL,
  head      bigint NOT NULL,                        -- the present revision
  touched   bigint NOT NULL                         -- the number of its last change
);
CREATE UNIQUE INDEX config_document_scope ON config_document (component, kind, md5(scope));
CREATE INDEX config_document_touched ON config_document (touched);

CREATE TABLE config_revision (
  revision  bigint PRIMARY KEY,
  document  bigint NOT NULL REFERENCES config_document (id),
  priority  integer NOT NULL,
  content   text,                                   -- a JSON object; null: the document ended here
  author    text NOT NULL,
  comment   text NOT NULL,
  change    text NOT NULL DEFAULT '',               -- the rollout that made it
  staged    boolean NOT NULL DEFAULT false,         -- given to some nodes only, never the head
  at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX config_revision_document ON config_revision (document, revision);

-- A change of one document that reaches the nodes one after the other.
CREATE TABLE config_change (
  id        text PRIMARY KEY,
  document  bigint NOT NULL REFERENCES config_document (id),
  staged    bigint NOT NULL,
  base      bigint NOT NULL,                        -- the head that it began with; 0: no document
  state     text NOT NULL CHECK (state IN ('open', 'finished', 'released', 'reverted')),
  ended     bigint NOT NULL DEFAULT 0               -- the head that it ended with
);
CREATE UNIQUE INDEX config_change_open ON config_change (document) WHERE state = 'open';

-- Nodes that have a certain revision of a document instead of its head. Null: no longer.
CREATE TABLE config_pin (
  document  bigint NOT NULL REFERENCES config_document (id),
  node_id   text NOT NULL,
  revision  bigint,                                 -- 0: none, as if there were no document
  touched   bigint NOT NULL,
  change    text NOT NULL,
  before    bigint,                                 -- what an earlier change had left there, for the way back
  before_change text NOT NULL DEFAULT '',
  PRIMARY KEY (document, node_id)
);
CREATE INDEX config_pin_touched ON config_pin (touched);
CREATE INDEX config_pin_change ON config_pin (change);

-- What each node is to run and says it runs. Kept when a node is removed: numbers never go back.
CREATE TABLE config_state (
  node_id         text NOT NULL,
  component       text NOT NULL,
  revision        bigint NOT NULL DEFAULT 0,
  stamp           text NOT NULL DEFAULT '',         -- the revisions that it is merged from; empty: nothing
  since           timestamptz NOT NULL DEFAULT now(),
  running         bigint NOT NULL DEFAULT 0,
  running_stamp   text NOT NULL DEFAULT '',         -- empty: not known
  refused         bigint NOT NULL DEFAULT 0,
  refused_reason  text NOT NULL DEFAULT '',
  PRIMARY KEY (node_id, component)
) WITH (fillfactor = 70);
