-- Who may see what is about people: operators and administrators always, viewers by their key.

ALTER TABLE api_keys ADD COLUMN pii boolean NOT NULL DEFAULT false;
UPDATE api_keys SET pii = true WHERE role IN ('OPERATOR', 'ADMIN');
ALTER TABLE api_keys ALTER COLUMN pii DROP DEFAULT;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_pii_fits_role
  CHECK (role = 'VIEWER' OR pii = (role <> 'INGEST'));
COMMENT ON COLUMN api_keys.pii IS
  'Whether it shows positions of pilots, places of take-off, and registrations of operators';
