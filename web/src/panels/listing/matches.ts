import type { HeardSignal, Kit } from '../../state/app-state.js';

/**
 * Tracks are searched by the server, which sees more of them than we do. Kits and signals are all here, so they are
 * searched here, by the same rule: part of a text, taken literally, regardless of case.
 */
function contains(texts: readonly (string | null)[], search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return wanted === '' || texts.some((text) => text?.toLowerCase().includes(wanted) === true);
}

export function kitMatches({ kitId, name }: Kit, search: string): boolean {
  return contains([kitId, name], search);
}

export function signalMatches(heard: HeardSignal, kitName: string | null, search: string): boolean {
  const { kitId, signalType, detectionType, frequencyMhz, source } = heard;
  return contains([kitId, kitName, signalType, detectionType, source, String(frequencyMhz)], search);
}
