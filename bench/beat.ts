export interface Beat {
  /** Returns how many there were. */
  stop(): number;
}

/**
 * Calls `onBeat` `rateHz` times a second with when it was due, epoch ms, and its number. One that comes more than an
 * interval late is not made up for: the newest that is due takes its place, however late that is.
 */
export function startBeat(rateHz: number, onBeat: (dueMs: number, number: number) => void): Beat {
  const intervalMs = 1000 / rateHz;
  const startMs = Date.now();
  let turn = 0;
  let count = 0;
  let timer = setTimeout(beat);

  function beat(): void {
    const due = Math.floor((Date.now() - startMs) / intervalMs);
    if (due >= turn) {
      onBeat(Math.round(startMs + due * intervalMs), count++);
      turn = due + 1;
    }
    timer = setTimeout(beat, startMs + turn * intervalMs - Date.now());
  }

  return {
    stop() {
      clearTimeout(timer);
      return count;
    },
  };
}
