import fc from 'fast-check';

/** A valid `subscription { tracks }`, and the variables that it wants. */
export interface TracksDocumentText {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Adds fragment definitions to `fragments` and returns the text of a selection. */
type Printer = (fragments: string[]) => string;

const trackFields = [
  ...['id', 'droneId', 'kind', 'observedAt', 'receivedAt', 'firstSeen', 'lat', 'lon', 'altitudeM', 'heightM'],
  ...['speedMps', 'verticalSpeedMps', 'courseDeg', 'make', 'model', 'uaType', 'operatorId', 'caaId'],
  ...['description', 'callsign', 'squawk', 'registration', 'operationalStatus', 'rssiDbm', 'frequencyMhz'],
  ...['stale', '__typename'],
];
const placeFields = ['lat', 'lon', 'altitudeM', '__typename'];
const pointFields = ['time', 'lat', 'lon', 'altitudeM', 'speedMps'];
const sightingFields = ['kitId', 'observedAt', 'rssiDbm', 'lat', 'lon'];

/** An alias says which field it stands for, so that documents never contradict themselves. */
const leaf = (names: readonly string[]): fc.Arbitrary<Printer> =>
  fc.tuple(fc.constantFrom(...names), fc.boolean()).map(
    ([name, aliased]) =>
      () =>
        aliased ? `as_${name}: ${name}` : name,
  );

const block = (selections: fc.Arbitrary<Printer>, maxLength: number): fc.Arbitrary<Printer> =>
  fc
    .array(selections, { minLength: 1, maxLength })
    .map((parts) => (fragments) => `{ ${parts.map((part) => part(fragments)).join(' ')} }`);

const within = (field: string, selections: fc.Arbitrary<Printer>): fc.Arbitrary<Printer> =>
  block(selections, 4).map((inner) => (fragments) => `${field} ${inner(fragments)}`);

/** The selections inside inline and named fragments on one of `types`. */
const fragment = (types: readonly string[], inner: fc.Arbitrary<Printer>): fc.Arbitrary<Printer> =>
  fc.tuple(fc.constantFrom(...types), fc.boolean(), inner).map(([type, named, body]) => (fragments) => {
    if (!named || type === '') return `... ${type === '' ? '' : `on ${type}`} ${body(fragments)}`;
    const text = body(fragments);
    const name = `F${fragments.length}`;
    fragments.push(`fragment ${name} on ${type} ${text}`);
    return `...${name}`;
  });

const maxPoints = fc.constantFrom('', '(maxPoints: 2)', '(maxPoints: $points)', '(maxPoints: 0)');
const trail = fc
  .tuple(maxPoints, block(leaf(pointFields), 3))
  .map(([args, inner]): Printer => (fragments) => {
    const key = args.replaceAll(/\W/g, '');
    return `trail${key}: trail${args} ${inner(fragments)}`;
  });

const trackSelection = (depth: number): fc.Arbitrary<Printer> =>
  fc.oneof(
    { weight: 8, arbitrary: leaf(trackFields) },
    { weight: 1, arbitrary: within('pilot', leaf(placeFields)) },
    { weight: 1, arbitrary: within('at: home', leaf(placeFields)) },
    { weight: 2, arbitrary: within('sightings', leaf(sightingFields)) },
    { weight: 1, arbitrary: trail },
    {
      weight: depth === 0 ? 0 : 2,
      arbitrary:
        depth === 0 ? leaf(trackFields) : fragment(['Track', ''], block(trackSelection(depth - 1), 4)),
    },
    { weight: 1, arbitrary: fragment(['Node'], block(leaf(['id', '__typename']), 2)) },
  );

const tracks = trackSelection(2);
const timed = ['cursor', 'serverTime', '__typename'];
const onEvent = [
  fragment(
    ['TrackSnapshot'],
    block(fc.oneof(leaf(timed), within('tracks', tracks), within('all: tracks', tracks)), 4),
  ),
  fragment(
    ['TrackBatch'],
    block(
      fc.oneof(
        leaf(timed),
        within('upserts', tracks),
        within('gone: removed', leaf(['droneId', 'reason', '__typename'])),
      ),
      4,
    ),
  ),
  fragment(['Heartbeat'], block(leaf(timed), 3)),
  fragment(['Lagged'], block(leaf(['cursor', 'dropped', '__typename']), 3)),
];
const eventSelection = (depth: number): fc.Arbitrary<Printer> =>
  fc.oneof(
    leaf(['__typename']),
    ...onEvent,
    ...(depth === 0 ? [] : [fragment(['TrackStreamEvent', ''], block(eventSelection(depth - 1), 3))]),
  );

const directive = fc.oneof(
  { weight: 9, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('@include(if: true)', '@skip(if: false)') },
);

export const arbitraryTracksDocument: fc.Arbitrary<TracksDocumentText> = fc
  .record({
    events: block(eventSelection(1), 6),
    key: fc.constantFrom('', 'live: '),
    arguments: fc.constantFrom('', '(maxRateHz: 50)', '(after: $after, filter: $filter)'),
    directive,
    points: fc.constantFrom(undefined, null, 1, 3, 1000),
    filter: fc.constantFrom(
      { kinds: ['DRONE'] },
      { bbox: { minLat: 46, minLon: 8, maxLat: 47, maxLon: 9 }, orUnplaced: true },
    ),
    rootFragment: fc.boolean(),
  })
  .map(({ events, key, arguments: args, directive: twist, points, filter, rootFragment }) => {
    const fragments: string[] = [];
    const field = `${key}tracks${args} ${events(fragments).replace('{', `{ __typename ${twist}`)}`;
    if (rootFragment) fragments.push(`fragment Root on Subscription { ${field} }`);
    const text = [rootFragment ? '{ ...Root }' : `{ ${field} }`, ...fragments].join('\n');
    const known: readonly (readonly [name: string, type: string, value: unknown])[] = [
      ['points', 'Int = 4', points],
      ['after', 'String', 'c1'],
      ['filter', 'TrackFilter', filter],
    ];
    const declared = known.filter(([name]) => new RegExp(`\\$${name}\\b`).test(text));
    const definitions = declared.map(([name, type]) => `$${name}: ${type}`);
    return {
      query: `subscription Random${definitions.length === 0 ? '' : `(${definitions.join(', ')})`} ${text}`,
      variables: Object.fromEntries(
        declared.flatMap(([name, , value]) => (value === undefined ? [] : [[name, value]])),
      ),
    };
  });
