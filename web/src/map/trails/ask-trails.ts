import { TrackTrailsDocument } from '../../../../operations/generated/graphql.js';
import type { GraphQL } from '../../graphql.js';
import { toTrailPoint } from './trail-point.js';
import type { TrailRequestOptions } from './trail-requests.js';

/** Of so many tracks at once, as much as can be seen of each. */
const POINTS = 60;
const POINTS_OF_MANY = 12;
const MANY = 100;

export function createTrailQuestion(graphql: GraphQL): TrailRequestOptions['ask'] {
  return async (droneIds, signal) => {
    const trail = droneIds.length > MANY ? POINTS_OF_MANY : POINTS;
    const { liveTracks } = await graphql.request(
      TrackTrailsDocument,
      { droneIds: [...droneIds], trail },
      { signal },
    );
    return liveTracks.map(({ droneId, trail: points }) => ({
      droneId,
      points: points.map(({ time, ...place }) => toTrailPoint({ timeMs: Date.parse(time), ...place })),
    }));
  };
}
