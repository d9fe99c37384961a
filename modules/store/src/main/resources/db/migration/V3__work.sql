-- Jobs do other things than run commands now: what was a muster.v1.Shell becomes a muster.v1.Work that holds one, which is its
-- first field: the tag 0x0a, the length as a varint, and the bytes as they were.

CREATE FUNCTION pg_temp.varint(n integer) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
  left_over integer := n;
  bytes     bytea := '';
BEGIN
  WHILE left_over > 127 LOOP
    bytes := bytes || set_byte('\x00', 0, (left_over & 127) | 128);
    left_over := left_over >> 7;
  END LOOP;
  RETURN bytes || set_byte('\x00', 0, left_over);
END $$;

UPDATE job SET work = '\x0a'::bytea || pg_temp.varint(length(work)) || work;

COMMENT ON COLUMN job.work IS 'muster.v1.Work';
