-- Kits, what they report, and one row per aircraft ever seen.
-- Times are the observation's, in milliseconds precision; units stand in the column comments; unknown is null.
-- PostgreSQL keeps NaN and infinities, which no GraphQL Float can carry; NaN counts as greater than infinity.

CREATE TABLE kits (
  kit_id text PRIMARY KEY,
  uid text,
  name text NOT NULL,
  location text,
  api_url text,
  enabled boolean NOT NULL DEFAULT true,
  poll_interval_ms integer CHECK (poll_interval_ms > 0),
  status_poll_interval_ms integer CHECK (status_poll_interval_ms > 0),
  status text NOT NULL DEFAULT 'UNKNOWN' CHECK (status IN ('UNKNOWN', 'ONLINE', 'STALE', 'OFFLINE', 'ERROR')),
  last_seen timestamptz,
  lat double precision CHECK (lat BETWEEN -90 AND 90),
  lon double precision CHECK (lon BETWEEN -180 AND 180),
  altitude_m double precision CHECK (abs(altitude_m) < 'Infinity'),
  clock_offset_ms bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
  updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE kits IS 'Detection kits as operators registered them, with their newest known state';
COMMENT ON COLUMN kits.uid IS 'Serial that the kit itself reports, wardragon-…';
COMMENT ON COLUMN kits.api_url IS 'Base URL of the DragonSync API; null for kits that push';
COMMENT ON COLUMN kits.last_seen IS 'Last successful exchange';
COMMENT ON COLUMN kits.altitude_m IS 'Metres';
COMMENT ON COLUMN kits.clock_offset_ms IS 'Kit clock minus ours, milliseconds; subtracted from what the kit says';
-- Registering the same address twice would poll one kit twice and exhaust its request budget.
CREATE UNIQUE INDEX kits_api_url_key ON kits (api_url);

CREATE TABLE drones (
  time timestamptz NOT NULL,
  kit_id text NOT NULL,
  drone_id text NOT NULL,
  received_at timestamptz NOT NULL,
  source_id text NOT NULL,
  kit_time_s double precision CHECK (abs(kit_time_s) < 'Infinity'),
  time_source text NOT NULL CHECK (time_source IN ('kit', 'server')),
  kind text NOT NULL CHECK (kind IN ('DRONE', 'AIRCRAFT')),
  lat double precision CHECK (lat BETWEEN -90 AND 90),
  lon double precision CHECK (lon BETWEEN -180 AND 180),
  altitude_m double precision CHECK (abs(altitude_m) < 'Infinity'),
  height_m double precision CHECK (abs(height_m) < 'Infinity'),
  speed_mps double precision CHECK (abs(speed_mps) < 'Infinity'),
  vertical_speed_mps double precision CHECK (abs(vertical_speed_mps) < 'Infinity'),
  course_deg double precision CHECK (course_deg >= 0 AND course_deg < 360),
  pilot_lat double precision CHECK (pilot_lat BETWEEN -90 AND 90),
  pilot_lon double precision CHECK (pilot_lon BETWEEN -180 AND 180),
  home_lat double precision CHECK (home_lat BETWEEN -90 AND 90),
  home_lon double precision CHECK (home_lon BETWEEN -180 AND 180),
  rssi_dbm double precision CHECK (abs(rssi_dbm) < 'Infinity'),
  frequency_mhz double precision CHECK (frequency_mhz > 0 AND frequency_mhz < 'Infinity'),
  mac text,
  transport text,
  id_type text,
  ua_type text,
  operational_status text,
  operator_id text,
  caa_id text,
  description text,
  make text,
  model text,
  rid_source text,
  runtime_s integer,
  callsign text,
  squawk text,
  registration text,
  warnings text[],
  PRIMARY KEY (time, kit_id, drone_id)
);
COMMENT ON TABLE drones IS 'Detections: one report by one kit about one aircraft at one instant';
COMMENT ON COLUMN drones.time IS 'When it was observed: kit time corrected by the clock offset, or the receive time';
COMMENT ON COLUMN drones.kit_time_s IS 'The time as the kit sent it, epoch seconds';
COMMENT ON COLUMN drones.altitude_m IS 'Metres above the WGS-84 ellipsoid';
COMMENT ON COLUMN drones.height_m IS 'Metres above take-off or ground';
COMMENT ON COLUMN drones.speed_mps IS 'Ground speed, metres per second';
COMMENT ON COLUMN drones.vertical_speed_mps IS 'Metres per second, positive is up';
COMMENT ON COLUMN drones.course_deg IS 'Course over ground, degrees clockwise from true north, 0 <= course < 360';
COMMENT ON COLUMN drones.rssi_dbm IS 'dBm';
COMMENT ON COLUMN drones.frequency_mhz IS 'MHz';
COMMENT ON COLUMN drones.runtime_s IS 'Run time of the receiver, seconds';
COMMENT ON COLUMN drones.warnings IS 'Plausibility remarks; null when there are none';
-- drone(droneId) { detections latest path }: one aircraft, newest first.
CREATE INDEX drones_drone_id_time_idx ON drones (drone_id, time DESC);
-- kit(kitId) { drones } and detections filtered by kit.
CREATE INDEX drones_kit_id_time_idx ON drones (kit_id, time DESC);

CREATE TABLE signals (
  time timestamptz NOT NULL,
  kit_id text NOT NULL,
  freq_mhz double precision NOT NULL CHECK (freq_mhz > 0 AND freq_mhz < 'Infinity'),
  signal_uid text NOT NULL,
  received_at timestamptz NOT NULL,
  source_id text NOT NULL,
  kit_time_s double precision CHECK (abs(kit_time_s) < 'Infinity'),
  time_source text NOT NULL CHECK (time_source IN ('kit', 'server')),
  power_dbm double precision CHECK (abs(power_dbm) < 'Infinity'),
  bandwidth_mhz double precision CHECK (abs(bandwidth_mhz) < 'Infinity'),
  lat double precision CHECK (lat BETWEEN -90 AND 90),
  lon double precision CHECK (lon BETWEEN -180 AND 180),
  altitude_m double precision CHECK (abs(altitude_m) < 'Infinity'),
  signal_type text,
  detection_type text,
  source text,
  pal_confidence double precision CHECK (pal_confidence BETWEEN 0 AND 1),
  ntsc_confidence double precision CHECK (ntsc_confidence BETWEEN 0 AND 1),
  warnings text[],
  PRIMARY KEY (time, kit_id, freq_mhz, signal_uid)
);
COMMENT ON TABLE signals IS 'FPV and telemetry signals; the position is the sensor''s, not the emitter''s';
COMMENT ON COLUMN signals.freq_mhz IS 'Centre frequency, MHz';
COMMENT ON COLUMN signals.power_dbm IS 'dBm';
COMMENT ON COLUMN signals.bandwidth_mhz IS 'MHz';
COMMENT ON COLUMN signals.pal_confidence IS '0..1';
-- kit(kitId) { signals } and signals filtered by kit.
CREATE INDEX signals_kit_id_time_idx ON signals (kit_id, time DESC);

CREATE TABLE system_health (
  time timestamptz NOT NULL,
  kit_id text NOT NULL,
  received_at timestamptz NOT NULL,
  source_id text NOT NULL,
  kit_time_s double precision CHECK (abs(kit_time_s) < 'Infinity'),
  time_source text NOT NULL CHECK (time_source IN ('kit', 'server')),
  lat double precision CHECK (lat BETWEEN -90 AND 90),
  lon double precision CHECK (lon BETWEEN -180 AND 180),
  altitude_m double precision CHECK (abs(altitude_m) < 'Infinity'),
  cpu_percent double precision CHECK (cpu_percent BETWEEN 0 AND 100),
  memory_percent double precision CHECK (memory_percent BETWEEN 0 AND 100),
  disk_percent double precision CHECK (disk_percent BETWEEN 0 AND 100),
  uptime_hours double precision CHECK (uptime_hours >= 0 AND uptime_hours < 'Infinity'),
  temp_cpu_c double precision CHECK (abs(temp_cpu_c) < 'Infinity'),
  temp_gpu_c double precision CHECK (abs(temp_gpu_c) < 'Infinity'),
  pluto_temp_c double precision CHECK (abs(pluto_temp_c) < 'Infinity'),
  zynq_temp_c double precision CHECK (abs(zynq_temp_c) < 'Infinity'),
  speed_mps double precision CHECK (abs(speed_mps) < 'Infinity'),
  course_deg double precision CHECK (course_deg >= 0 AND course_deg < 360),
  gps_fix boolean,
  time_source_name text,
  warnings text[],
  PRIMARY KEY (time, kit_id)
);
COMMENT ON TABLE system_health IS 'What kits report about themselves';
COMMENT ON COLUMN system_health.uptime_hours IS 'Hours';
COMMENT ON COLUMN system_health.temp_cpu_c IS 'Degrees Celsius';
COMMENT ON COLUMN system_health.time_source_name IS 'Where the kit has its time from: gpsd, static, …';
-- kit(kitId) { health latestHealth }.
CREATE INDEX system_health_kit_id_time_idx ON system_health (kit_id, time DESC);

CREATE TABLE aircraft (
  drone_id text PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('DRONE', 'AIRCRAFT')),
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  make text,
  model text,
  operator_id text,
  caa_id text,
  registration text
);
COMMENT ON TABLE aircraft IS 'One row per aircraft ever seen, drones included; the last known of each property';
