/**
 * The history that is asked about: eight flights a day, one after the other, each reported once a second by one of
 * two kits, up to one instant. Twenty times the rows are twenty times the days, and the newest days are the same.
 */
export const FLIGHTS_PER_DAY = 8;
export const REPORTS_PER_FLIGHT = 2000;
export const ROWS_PER_DAY = FLIGHTS_PER_DAY * REPORTS_PER_FLIGHT;
const DRONES = 200;
const KITS = 10;

export const DAY_MS = 86_400_000;
/** The history ends here. */
export const END_MS = Date.parse('2026-01-01T00:00:00Z');
/** Reports come in the first 2,000 s of it, and none in the rest. */
const FLIGHT_MS = DAY_MS / FLIGHTS_PER_DAY;
const WITHIN_SECOND_MS = 500;

/** Flights are counted back from the end. */
const flightStartMs = (flight: number): number => END_MS - (flight + 1) * FLIGHT_MS;

export const droneIdOf = (flight: number): string =>
  `drone-1581F5FKD2294${String(flight % DRONES).padStart(5, '0')}`;

/** Primary key of a report. */
export function keyOf(
  flight: number,
  report: number,
): readonly [timeMs: number, kitId: string, droneId: string] {
  const kit = (flight + (report % 3 === 0 ? 1 : 0)) % KITS;
  return [
    flightStartMs(flight) + report * 1000 + WITHIN_SECOND_MS,
    `kit-${String(kit).padStart(3, '0')}`,
    droneIdOf(flight),
  ];
}

/** Inserts the reports of the flights from $1 down to $2, oldest first. Keys are those of `keyOf`. */
export const INSERT_FLIGHTS = `
  INSERT INTO drones (
    time, kit_id, drone_id, received_at, source_id, kit_time_s, time_source, kind, lat, lon, altitude_m, height_m,
    speed_mps, vertical_speed_mps, course_deg, pilot_lat, pilot_lon, home_lat, home_lon, rssi_dbm, frequency_mhz, mac,
    transport, id_type, ua_type, operational_status, operator_id, description, make, model, rid_source, runtime_s
  )
  SELECT
    at, kit_id, 'drone-1581F5FKD2294' || lpad((flight % ${DRONES})::text, 5, '0'), at + interval '742 ms',
    'dragonsync:' || kit_id, extract(epoch FROM at)::float8, 'kit', 'DRONE',
    floor((47.5 + 0.05 * (flight % ${KITS}) + 0.004 * sin(report / 160.0) + 0.001 * sin(report / 23.0)) * 1e7) / 1e7,
    floor((9.4 + 0.07 * (flight % 7) + 0.006 * cos(report / 160.0) + 0.001 * cos(report / 31.0)) * 1e7) / 1e7,
    floor((480 + 40 * sin(report / 90.0)) * 10) / 10, floor((60 + 40 * sin(report / 90.0)) * 10) / 10,
    floor((9 + 5 * sin(report / 50.0)) * 100) / 100, floor(2 * cos(report / 90.0) * 10) / 10,
    ((report * 7 + flight) % 3600) / 10.0,
    floor((47.5 + 0.05 * (flight % ${KITS})) * 1e7) / 1e7, floor((9.4 + 0.07 * (flight % 7)) * 1e7) / 1e7,
    floor((47.5 + 0.05 * (flight % ${KITS})) * 1e7) / 1e7, floor((9.4 + 0.07 * (flight % 7)) * 1e7) / 1e7,
    -50 - (report * 13 + flight) % 45, 2437, '60:60:1f:aa:' || lpad((flight % ${DRONES} % 100)::text, 2, '0') || ':01',
    'WiFi', 'Serial Number (ANSI/CTA-2063-A)', 'Helicopter (or Multirotor)', 'Airborne', 'FIN87astrdge12k8',
    'Survey flight', 'DJI', (ARRAY['Mavic 3', 'Mini 4 Pro', 'Matrice 350 RTK'])[1 + flight % 3], 'FAA', 4711 + report
  FROM (
    SELECT flight, report,
      to_timestamp(${END_MS / 1000}) - (flight + 1) * interval '${FLIGHT_MS / 1000} s'
        + report * interval '1 s' + interval '${WITHIN_SECOND_MS} ms' AS at,
      'kit-' || lpad(((flight + CASE WHEN report % 3 = 0 THEN 1 ELSE 0 END) % ${KITS})::text, 3, '0') AS kit_id
    FROM generate_series($1::int, $2::int, -1) AS flight, generate_series(0, ${REPORTS_PER_FLIGHT - 1}) AS report
  ) AS reports`;
