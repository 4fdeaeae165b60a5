/** Shown where nothing is known, so that a gap never reads as zero. */
export const UNKNOWN = '–';
