-- Who may do what: the credentials of people, programs, kits and nodes.

CREATE TABLE api_keys (
  key_id text PRIMARY KEY,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('VIEWER', 'OPERATOR', 'ADMIN', 'INGEST')),
  kit_ids text[],
  hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
COMMENT ON TABLE api_keys IS 'API keys: never their text, only what recognises it';
COMMENT ON COLUMN api_keys.key_id IS 'Begins the text of the key; not secret';
COMMENT ON COLUMN api_keys.kit_ids IS 'The only kits whose reports are taken with it; null: of all';
COMMENT ON COLUMN api_keys.hash IS 'SHA-256 of the text of the key';
COMMENT ON COLUMN api_keys.last_used_at IS 'To about a minute';
