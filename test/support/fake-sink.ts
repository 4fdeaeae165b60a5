import { type Refused, type Sink, SinkError, type SinkRecord } from '../../src/sinks/sink.js';

export interface FakeSink extends Sink {
  /** What it was given and took, write by write. */
  readonly writes: readonly (readonly SinkRecord[])[];
  /** All that it took, in order. */
  stored(): readonly SinkRecord[];
  /** Writes that were tried. */
  readonly attempts: number;
  readonly probes: number;
  /** From now on each write does this; null: it takes everything. */
  behave(how: 'hang' | Error | ((records: readonly SinkRecord[]) => readonly Refused[]) | null): void;
}

/** A sink that does as it is told; a probe succeeds unless writes fail or hang. */
export function createFakeSink({
  name = 'tsdb',
  takes = () => true,
}: Partial<Pick<Sink, 'name' | 'takes'>> = {}): FakeSink {
  const writes: (readonly SinkRecord[])[] = [];
  let behaviour: Parameters<FakeSink['behave']>[0] = null;
  let attempts = 0;
  let probes = 0;
  return {
    name,
    takes,
    writes,
    stored: () => writes.flat(),
    get attempts() {
      return attempts;
    },
    get probes() {
      return probes;
    },
    behave: (how) => void (behaviour = how),
    async write(records) {
      attempts += 1;
      await Promise.resolve();
      if (behaviour === 'hang') return new Promise(() => undefined);
      if (behaviour instanceof Error) throw behaviour;
      const refused = behaviour === null ? [] : behaviour(records);
      writes.push(records.filter((_, index) => !refused.some((one) => one.index === index)));
      return refused;
    },
    async probe() {
      probes += 1;
      await Promise.resolve();
      if (behaviour !== null) throw new Error('not back yet');
    },
  };
}

export const outage = (message = 'away') => new SinkError('outage', message);
