-- The audit trail: a chain of hashes, appended to and never changed. Whoever owns the database can still change it; the chain and
-- its published heads show that he did.

CREATE TABLE audit (
  seq          bigint NOT NULL,                     -- from 1, without a gap
  at           timestamptz NOT NULL,                -- never less than that of the row before
  kind         text NOT NULL,                       -- intent, outcome, refused or event
  call_id      text NOT NULL,                       -- the same for an intent and its outcome
  intent       bigint NOT NULL,                     -- of an outcome: the number of its intent
  event        text NOT NULL,
  method       text NOT NULL,
  caller       text NOT NULL,
  address      text NOT NULL,
  face         text NOT NULL,
  user_agent   text NOT NULL,
  request      text NOT NULL,                       -- JSON without secrets; text, because its bytes are hashed
  object       text NOT NULL,
  target_count integer NOT NULL,                    -- -1: not known
  target_hash  text NOT NULL,
  outcome      text NOT NULL,
  message      text NOT NULL,
  duration_us  bigint NOT NULL,
  trace_id     text NOT NULL,
  count        integer NOT NULL,                    -- calls that the row stands for
  previous     bytea NOT NULL,                      -- the hash of the row before
  hash         bytea NOT NULL,
  PRIMARY KEY (at, seq)
) PARTITION BY RANGE (at);
CREATE INDEX audit_seq ON audit (seq);
CREATE INDEX audit_call ON audit (call_id);
CREATE INDEX audit_object ON audit (object) WHERE object <> '';
-- Statements by hash are made by verification alone, at a break.

-- The end of the chain. Whoever appends locks it, so there is one writer at a time.
CREATE TABLE audit_head (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq  bigint NOT NULL,
  hash bytea NOT NULL,
  at   timestamptz NOT NULL
);
INSERT INTO audit_head (seq, hash, at) VALUES (0, decode(repeat('00', 32), 'hex'), '1970-01-01T00:00:00Z');

CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the audit trail is only ever appended to', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION audit_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.seq <= OLD.seq THEN
    RAISE EXCEPTION 'the head of the audit trail cannot go from % to %', OLD.seq, NEW.seq
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION audit_append_only();
-- PostgreSQL does not hand this one down: each partition gets its own when it is made.
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
  FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head
  FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_grows BEFORE UPDATE ON audit_head
  FOR EACH ROW EXECUTE FUNCTION audit_head_grows();
