-- Kits that want to know who asks.

ALTER TABLE kits
  ADD COLUMN credentials bytea,
  -- A kit that pushes is not asked.
  ADD CONSTRAINT kits_credentials_check CHECK (credentials IS NULL OR api_url IS NOT NULL);
COMMENT ON COLUMN kits.credentials IS
  'What the kit is to be asked with, encrypted with SECRETS_KEY for this kit_id and api_url alone; null: nothing';
