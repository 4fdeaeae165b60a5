import type { Track } from '../state/app-state.js';

/**
 * What people call it: pilots by their call sign, everything else by its id. Kits put `drone-` in front of every serial,
 * which would leave no room for what tells one from another.
 */
export function trackName({
  callsign,
  registration,
  droneId,
}: Pick<Track, 'callsign' | 'registration' | 'droneId'>): string {
  return callsign ?? registration ?? droneId.replace(/^drone-(?=.)/, '');
}

/** Make and model, as far as they are known; a model often begins with its make. */
export function trackType({ make, model }: Pick<Track, 'make' | 'model'>): string | null {
  if (make === null || model === null) return make ?? model;
  return model.toLowerCase().startsWith(make.toLowerCase()) ? model : `${make} ${model}`;
}
