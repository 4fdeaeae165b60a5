import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PRIORITIES, type Priority } from '../domain/priority.js';
import { createPriorityBuffer, type Buffered } from './priority-buffer.js';

interface Given {
  readonly priority: Priority;
  readonly orderKey: string;
  readonly droppable: boolean;
}

const anEntry = (value: number, given: Partial<Given> = {}): Buffered<number> => ({
  priority: 'NORMAL',
  orderKey: String(value),
  droppable: true,
  value,
  ...given,
});

const values = (entries: readonly Buffered<number>[]) => entries.map(({ value }) => value);

/** That many of a priority, none related to another. */
const some = (count: number, priority: Priority, from = 0) =>
  Array.from({ length: count }, (_, index) =>
    anEntry(from + index, { priority, orderKey: `${priority} ${from + index}` }),
  );

const given = fc.record<Given>({
  priority: fc.constantFrom(...PRIORITIES),
  orderKey: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  droppable: fc.boolean(),
});

/** What a delivery does with it: push, take and keep, take and put back. */
const steps = fc.array(
  fc.oneof(
    fc.array(given, { maxLength: 30 }).map((pushed) => ({ step: 'push' as const, pushed })),
    fc.nat(40).map((count) => ({ step: 'take' as const, count })),
    fc.nat(40).map((count) => ({ step: 'putBack' as const, count })),
  ),
  { maxLength: 40 },
);

test('nothing is lost or doubled, nothing overtakes an older one with its key, the bound is kept', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 60 }), (all, maxRows) => {
      const buffer = createPriorityBuffer<number>({ maxRows });
      const waiting = new Map<number, Buffered<number>>();
      let next = 0;
      const drop = (gone: readonly Buffered<number>[]) => {
        for (const entry of gone) {
          expect(entry).toMatchObject({ droppable: true });
          if (entry.priority === 'CRITICAL') expect(buffer.size).toBeGreaterThanOrEqual(2 * maxRows);
          expect(waiting.delete(entry.value)).toBe(true);
        }
      };
      for (const step of all) {
        if (step.step === 'push') {
          const entries = step.pushed.map((one) => anEntry(next++, one));
          for (const entry of entries) waiting.set(entry.value, entry);
          drop(buffer.push(entries));
        } else {
          const before = buffer.size;
          const taken = buffer.take(step.count);
          expect(taken).toHaveLength(Math.min(step.count, before));
          if (step.step === 'putBack') {
            drop(buffer.putBack(taken));
          } else {
            for (const [index, { value, orderKey }] of taken.entries()) {
              expect(waiting.delete(value)).toBe(true);
              const older = [...waiting.values()].filter(
                (other) => other.orderKey === orderKey && other.value < value,
              );
              expect(older).toEqual([]);
              const later = taken.slice(index + 1).filter((other) => other.orderKey === orderKey);
              expect(later.every((other) => other.value > value)).toBe(true);
            }
          }
        }
        expect(buffer.size).toBe(waiting.size);
        expect(PRIORITIES.reduce((sum, priority) => sum + buffer.sizeOf(priority), 0)).toBe(buffer.size);
        const awaited = [...waiting.values()].filter(({ droppable }) => !droppable).length;
        expect(buffer.size).toBeLessThanOrEqual(Math.max(maxRows, buffer.sizeOf('CRITICAL') + awaited));
        expect(buffer.size).toBeLessThanOrEqual(Math.max(2 * maxRows, awaited));
      }
      const rest = values(buffer.take(buffer.size));
      expect(rest.toSorted((a, b) => a - b)).toEqual([...waiting.keys()]);
    }),
  );
});

test('critical ones go first, the others share the rest by their weights', () => {
  const buffer = createPriorityBuffer<number>({ maxRows: 10_000 });
  for (const priority of PRIORITIES) buffer.push(some(priority === 'CRITICAL' ? 40 : 1000, priority));
  const taken = buffer.take(1000);
  expect(taken.slice(0, 40).every(({ priority }) => priority === 'CRITICAL')).toBe(true);
  const counts = PRIORITIES.map((priority) => taken.filter((entry) => entry.priority === priority).length);
  expect(counts).toEqual([40, 479, 253, 142, 86]);
});

test('no lane is passed over, even while critical ones fill every take, and however small takes are', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (count) => {
      const buffer = createPriorityBuffer<number>({ maxRows: 100_000 });
      for (const priority of PRIORITIES) buffer.push(some(100, priority));
      const takes = Math.ceil(160 / count);
      let number = 1000;
      for (let take = 0; take < takes; take++) {
        buffer.push(some(count, 'CRITICAL', number));
        buffer.push(some(count, 'HIGH', number));
        number += count;
        expect(buffer.take(count)).toHaveLength(count);
      }
      for (const priority of ['NORMAL', 'LOW', 'BATCH'] as const)
        expect(buffer.sizeOf(priority)).toBeLessThan(100);
    }),
  );
});

test('what waits with a key moves up with the newest of it', () => {
  const buffer = createPriorityBuffer<number>({ maxRows: 100 });
  buffer.push([
    anEntry(1, { orderKey: 'other', priority: 'HIGH' }),
    anEntry(2, { orderKey: 'drone', priority: 'LOW' }),
    anEntry(3, { orderKey: 'drone', priority: 'HIGH' }),
    anEntry(4, { orderKey: 'drone', priority: 'CRITICAL' }),
    anEntry(5, { orderKey: 'drone', priority: 'LOW' }),
  ]);
  expect(buffer.sizeOf('CRITICAL')).toBe(4);
  expect(values(buffer.take(10))).toEqual([2, 3, 4, 5, 1]);
});

test('the oldest of the lowest lane go when there is no room, but none that somebody waits for', () => {
  const buffer = createPriorityBuffer<number>({ maxRows: 4 });
  buffer.push([
    anEntry(1, { priority: 'HIGH' }),
    anEntry(2, { priority: 'LOW', droppable: false }),
    anEntry(3, { priority: 'LOW' }),
    anEntry(4, { priority: 'LOW' }),
  ]);
  expect(values(buffer.push([anEntry(5, { priority: 'NORMAL' })]))).toEqual([3]);
  expect(values(buffer.push([6, 7].map((value) => anEntry(value, { priority: 'CRITICAL' }))))).toEqual([
    4, 5,
  ]);
  expect(values(buffer.push([8, 9].map((value) => anEntry(value, { priority: 'CRITICAL' }))))).toEqual([1]);
  expect(buffer.size).toBe(5);
});

test('critical ones go only beyond twice the bound, the oldest first, and none that somebody waits for', () => {
  const buffer = createPriorityBuffer<number>({ maxRows: 2 });
  const awaited = anEntry(0, { priority: 'CRITICAL', droppable: false });
  expect(buffer.push([awaited, ...some(3, 'CRITICAL', 1)])).toEqual([]);
  expect(values(buffer.push(some(2, 'CRITICAL', 4)))).toEqual([1, 2]);
  expect(values(buffer.take(10))).toEqual([0, 3, 4, 5]);
});

test('what is put back comes first again, in its order', () => {
  const buffer = createPriorityBuffer<number>({ maxRows: 100 });
  buffer.push(some(6, 'HIGH'));
  const first = buffer.take(2);
  const second = buffer.take(2);
  buffer.putBack(second);
  buffer.putBack(first);
  expect(values(buffer.take(6))).toEqual([0, 1, 2, 3, 4, 5]);
});

test('what is put back goes to the lane that its key moved up to meanwhile', () => {
  const buffer = createPriorityBuffer<number>({ maxRows: 100 });
  buffer.push([anEntry(1, { orderKey: 'drone', priority: 'LOW' })]);
  const taken = buffer.take(1);
  buffer.push([...some(3, 'HIGH', 10), anEntry(2, { orderKey: 'drone', priority: 'CRITICAL' })]);
  buffer.putBack(taken);
  expect(values(buffer.take(2))).toEqual([1, 2]);
});
