const ANSWERS = ['application/graphql-response+json', 'application/json'];

/**
 * In which type to answer a query, by the header `accept`; null when in neither. Chooses as yoga does:
 * the first that is listed, and of those that a wildcard means, `application/json`.
 */
export function answerType(accept: string | undefined): string | null {
  const asked = (accept === undefined || accept === '' ? '*/*' : accept)
    .replace(/\s/g, '')
    .toLowerCase()
    .split(',');
  for (const entry of asked) {
    const [range = '', ...parameters] = entry.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    const type = ANSWERS.findLast((answer) => matches(range, answer));
    if (type !== undefined) return type;
  }
  return null;
}

function matches(range: string, type: string): boolean {
  const [kind, subtype] = type.split('/');
  const [askedKind, askedSubtype] = range.split('/');
  return (askedKind === '*' || askedKind === kind) && (askedSubtype === '*' || askedSubtype === subtype);
}
