-- Who changed what. Entries are added and never changed: each holds the hash of the one before it.

CREATE TABLE audit_log (
  number bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_name text NOT NULL,
  actor_role text,
  key_id text,
  address text,
  request_id text,
  operation text NOT NULL,
  target text,
  outcome text NOT NULL CHECK (outcome IN ('DONE', 'REFUSED')),
  before jsonb,
  after jsonb,
  previous_hash bytea CHECK (octet_length(previous_hash) = 32),
  hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32)
);
COMMENT ON TABLE audit_log IS 'Who changed what, and what was refused to whom; append-only';
COMMENT ON COLUMN audit_log.number IS '1, 2, 3, … without gaps';
COMMENT ON COLUMN audit_log.at IS 'By the clock of the database, in whole milliseconds; entries of the same millisecond are moved apart';
COMMENT ON COLUMN audit_log.actor_role IS 'Null: the server itself, or somebody at its command line';
COMMENT ON COLUMN audit_log.address IS 'IP address that it came from; null when it did not come over the network';
COMMENT ON COLUMN audit_log.operation IS 'Name of the mutation, whichever way it was done';
COMMENT ON COLUMN audit_log.target IS 'Kit id, key id or dead letter';
COMMENT ON COLUMN audit_log.before IS 'The target as it was, without secrets; null when there was none';
COMMENT ON COLUMN audit_log.after IS 'The target as it is since, without secrets; null when it is gone';
COMMENT ON COLUMN audit_log.previous_hash IS 'hash of the entry before; null for the first';
COMMENT ON COLUMN audit_log.hash IS 'SHA-256 over all other columns; see audit_log_append';

CREATE INDEX audit_log_at ON audit_log (at DESC, number);

-- Numbers, times and hashes come from here alone, whatever an INSERT says. One after the other: the lock is held until the
-- transaction ends. Each column goes into the hash as its length in bytes, a colon and its text, then a comma; NULL as "-,".
-- The same is computed by src/domain/audit-chain.ts, so both change together or not at all.
CREATE FUNCTION audit_log_append() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  last_number bigint;
  last_at timestamptz;
  instant timestamptz;
BEGIN
  PERFORM pg_advisory_xact_lock(4700176);
  -- By its full name: a temporary table of the same name must not be taken for it.
  EXECUTE format('SELECT number, at, hash FROM %I.%I ORDER BY number DESC LIMIT 1', TG_TABLE_SCHEMA, TG_TABLE_NAME)
    INTO last_number, last_at, NEW.previous_hash;
  instant := date_trunc('milliseconds', clock_timestamp());
  IF last_at BETWEEN instant AND instant + interval '1 second' THEN
    instant := last_at + interval '1 millisecond';
  END IF;
  NEW.number := coalesce(last_number, 0) + 1;
  NEW.at := instant;
  SELECT sha256(convert_to(string_agg(coalesce(octet_length(convert_to(part, 'UTF8')) || ':' || part, '-') || ',', '' ORDER BY place), 'UTF8'))
    INTO NEW.hash
    FROM unnest(ARRAY[
      encode(NEW.previous_hash, 'hex'), NEW.number::text, (extract(epoch FROM NEW.at) * 1000000)::bigint::text,
      NEW.actor_name, NEW.actor_role, NEW.key_id, NEW.address, NEW.request_id,
      NEW.operation, NEW.target, NEW.outcome, NEW.before::text, NEW.after::text
    ]) WITH ORDINALITY AS parts (part, place);
  RETURN NEW;
END
$$;

CREATE TRIGGER audit_log_append BEFORE INSERT ON audit_log
FOR EACH ROW EXECUTE FUNCTION audit_log_append();

CREATE FUNCTION audit_log_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'audit_log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_log_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
-- Also for a session that calls itself a replica.
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_refuse;

REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM PUBLIC, CURRENT_USER;
