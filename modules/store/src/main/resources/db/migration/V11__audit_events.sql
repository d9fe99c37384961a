-- The audit trail in the change feed: what was done or refused. Intents are left out, their outcome follows.

CREATE FUNCTION event_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event (subject, object, revision, trace_id, body)
  VALUES ('audit.appended', NEW.seq::text, NEW.seq, NEW.trace_id, json_build_object('audit', json_build_object(
    'event', NEW.event, 'caller', NEW.caller, 'outcome', NEW.outcome, 'kind', NEW.kind, 'object', left(NEW.object, 200))));
  RETURN NULL;
END $$;
CREATE TRIGGER audit_event AFTER INSERT ON audit FOR EACH ROW WHEN (NEW.kind <> 'intent') EXECUTE FUNCTION event_of_audit();
