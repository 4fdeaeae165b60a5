import { useEffect, useState } from 'preact/hooks';
import { problemText } from './problem-text.js';

export interface Answer<T> {
  /** The newest answer to this question; null before the first. */
  readonly value: T | null;
  /** Why there is no newer one. */
  readonly problem: string | null;
}

interface Kept<T> extends Answer<T> {
  readonly question: string;
}

/**
 * Asks when the question changes, and again every `everyMs`. An answer to another question is never shown, and while the
 * same one is asked again the last answer stays.
 */
export function useAnswer<T>(
  question: string,
  ask: (signal: AbortSignal) => Promise<T>,
  everyMs: number | null = null,
): Answer<T> {
  const [kept, setKept] = useState<Kept<T>>({ question, value: null, problem: null });

  useEffect(() => {
    const giveUp = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askNow = async () => {
      try {
        const value = await ask(giveUp.signal);
        if (!giveUp.signal.aborted) setKept({ question, value, problem: null });
      } catch (error) {
        if (giveUp.signal.aborted) return;
        setKept((before) => ({
          question,
          value: before.question === question ? before.value : null,
          problem: problemText(error),
        }));
      }
      if (everyMs !== null && !giveUp.signal.aborted) timer = setTimeout(askAgain, everyMs);
    };
    const askAgain = () => {
      // Nobody reads a page that is hidden.
      if (document.hidden) timer = setTimeout(askAgain, everyMs ?? 0);
      else void askNow();
    };
    void askNow();
    return () => {
      giveUp.abort();
      clearTimeout(timer);
    };
  }, [question, everyMs]);

  return kept.question === question ? kept : { value: null, problem: null };
}
