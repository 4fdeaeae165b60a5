import { isAbsent, type Rule, type RuleFor } from './validate-fields.js';
import { type Findings, lose } from './validate-findings.js';

type Fields = Readonly<Record<string, unknown>>;

/** A rule for every field that a record of this type has. */
export type RulesOf<T> = { readonly [K in keyof T]-?: RuleFor };

/**
 * What is kept of an object: itself when it has these fields, no others, and nothing is wrong with them;
 * otherwise a new object of exactly these fields.
 */
export type Shape = (candidate: object, findings: Findings) => Fields;

/** `place` is what `lat` and `lon` say together, if they are among the fields. */
export function shapeOf<T>(rulesOf: RulesOf<T>, place = 'position'): Shape {
  const fields = Object.keys(rulesOf);
  const rules = Object.entries<RuleFor>(rulesOf).map(([field, ruleFor]): Rule => ruleFor(field));
  const hasPlace = 'lat' in rulesOf && 'lon' in rulesOf;

  return (candidate, findings) => {
    const given = candidate as Fields;
    let kept: Record<string, unknown> | null = null;
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index] as string;
      const value = given[field];
      const stored = (rules[index] as Rule)(value, findings);
      if (kept === null && stored !== value) kept = copyOf(given, fields.slice(0, index));
      if (kept !== null) kept[field] = stored;
    }
    if (kept === null && Object.keys(given).length !== fields.length) kept = copyOf(given, fields);
    if (!hasPlace) return kept ?? given;
    const { lat, lon } = kept ?? given;
    if (isWholePlace(lat, lon)) return kept ?? given;
    // Of a number that was thrown away just now, its own rule has told.
    if (lat === null && lon !== null && isAbsent(given['lat'])) lose(findings, `${place} without lat`);
    if (lon === null && lat !== null && isAbsent(given['lon'])) lose(findings, `${place} without lon`);
    return { ...(kept ?? copyOf(given, fields)), lat: null, lon: null };
  };
}

/** Both numbers or neither. 0/0 is what receivers write without a fix, and no place. */
function isWholePlace(lat: unknown, lon: unknown): boolean {
  if (lat === null || lon === null) return lat === lon;
  return lat !== 0 || lon !== 0;
}

function copyOf(given: Fields, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, given[field]]));
}
