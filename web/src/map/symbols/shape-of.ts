import type { Kit, Track } from '../../state/app-state.js';
import type { Palette } from '../palette.js';
import type { ShapeName } from './shapes.js';

export function shapeOfTrack({ kind, courseDeg }: Pick<Track, 'kind' | 'courseDeg'>) {
  const name = kind === 'DRONE' ? 'drone' : 'aircraft';
  return courseDeg === null ? (`${name}-without-course` as const) : name;
}

/** How a kit looks. One that is not asked is as good as offline. */
export function appearanceOfKit(
  { status, enabled }: Pick<Kit, 'status' | 'enabled'>,
  { kit }: Palette,
): { readonly shape: ShapeName; readonly colour: string } {
  if (!enabled) return { shape: 'kit-offline', colour: kit.offline };
  switch (status) {
    case 'ONLINE':
      return { shape: 'kit-online', colour: kit.online };
    case 'STALE':
      return { shape: 'kit-stale', colour: kit.stale };
    case 'ERROR':
      return { shape: 'kit-error', colour: kit.error };
    case 'OFFLINE':
    case 'UNKNOWN':
      return { shape: 'kit-offline', colour: kit.offline };
  }
}
