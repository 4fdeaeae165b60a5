import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAgenda, type AgendaItem } from './agenda.js';

test('the first is always the one that is to be woken first, whatever was moved or taken off', () => {
  const step = fc.record({ item: fc.nat({ max: 9 }), wakeMs: fc.option(fc.nat({ max: 50 })) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const agenda = createAgenda();
      const items = Array.from({ length: 10 }, (): AgendaItem => ({ wakeMs: 0, isOnAgenda: false }));
      const wanted = new Map<AgendaItem, number>();
      for (const { item: index, wakeMs } of steps) {
        const item = items[index]!;
        if (wakeMs === null) {
          agenda.remove(item);
          wanted.delete(item);
        } else {
          agenda.put(item, wakeMs);
          wanted.set(item, wakeMs);
        }
        expect(agenda.first?.wakeMs).toBe(wanted.size === 0 ? undefined : Math.min(...wanted.values()));
      }
      const woken: number[] = [];
      for (let item = agenda.first; item; item = agenda.first) {
        woken.push(item.wakeMs);
        agenda.remove(item);
      }
      expect(woken).toEqual([...wanted.values()].sort((a, b) => a - b));
    }),
  );
});
