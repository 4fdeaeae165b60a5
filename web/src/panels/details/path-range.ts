/** Stretches of time to look back, as the API writes them. */
export const pathRanges = [
  { duration: 'PT15M', text: '15 minutes' },
  { duration: 'PT1H', text: '1 hour' },
  { duration: 'PT6H', text: '6 hours' },
  { duration: 'P1D', text: '1 day' },
  { duration: 'P7D', text: '7 days' },
] as const;

export type PathRange = (typeof pathRanges)[number]['duration'];
