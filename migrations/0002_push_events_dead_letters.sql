-- What clients push besides detections, what could not be used, and which pushes were taken.

CREATE TABLE events (
  time timestamptz NOT NULL,
  event_id uuid NOT NULL,
  received_at timestamptz NOT NULL,
  time_source text NOT NULL CHECK (time_source IN ('kit', 'server')),
  source text NOT NULL,
  source_id text NOT NULL,
  kit_id text,
  host text,
  service text,
  event_type text,
  severity text,
  message text NOT NULL,
  data jsonb NOT NULL,
  warnings text[],
  PRIMARY KEY (time, event_id)
);
COMMENT ON TABLE events IS 'Log lines that hosts pushed';
COMMENT ON COLUMN events.time IS 'When it happened: by the sender''s clock, or else when it was received';
COMMENT ON COLUMN events.kit_id IS 'The registered kit it belongs to; null when it belongs to none';
COMMENT ON COLUMN events.data IS 'Everything that was in the message besides the columns';
-- events(filter: { sources }): one source, newest first.
CREATE INDEX events_source_time_idx ON events (source, time DESC);

CREATE TABLE dead_letters (
  id text PRIMARY KEY,
  stage text NOT NULL CHECK (stage IN ('UNDERSTAND', 'VALIDATE', 'STORE')),
  reason text NOT NULL,
  detail text,
  sink text CHECK (sink IN ('tsdb', 'loki')),
  kit_id text,
  source_id text NOT NULL,
  format text NOT NULL CHECK (format IN ('drone', 'aircraft', 'signal', 'status', 'message', 'observation')),
  raw text NOT NULL,
  is_complete boolean NOT NULL,
  attempts integer NOT NULL CHECK (attempts > 0),
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL
);
COMMENT ON TABLE dead_letters IS 'Records that could not be used, at most 10,000: the one that failed longest ago goes first';
COMMENT ON COLUMN dead_letters.id IS 'Hash of stage, reason, sink, kit, source and raw: the same failure again counts as an attempt';
COMMENT ON COLUMN dead_letters.raw IS 'The record as JSON text; cut when is_complete is false';
-- deadLetters: newest first, and the oldest to go.
CREATE INDEX dead_letters_last_at_idx ON dead_letters (last_at DESC, id);

CREATE TABLE pushes (
  key text PRIMARY KEY,
  received_at timestamptz NOT NULL
);
COMMENT ON TABLE pushes IS 'Pushes that were taken lately: the same one again gets the same times';
-- What is old enough to be forgotten.
CREATE INDEX pushes_received_at_idx ON pushes (received_at);
