/**
 * What was received by radio, fit for one line of a map: no control characters, no marks that turn the text around
 * them, and not too long; of what is too long the middle is left out, because serial numbers begin alike. A canvas
 * draws text and runs nothing of it.
 */
export function radioText(text: string, longest: number): string {
  const letters = [...text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim()];
  if (letters.length <= longest) return letters.join('');
  const tail = Math.floor((longest - 1) / 2);
  return [...letters.slice(0, longest - 1 - tail), '…', ...letters.slice(letters.length - tail)].join('');
}
