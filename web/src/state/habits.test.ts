import { expect, test } from 'vitest';
import { defaultHabits, parseHabits } from './habits.js';

test('somebody new has the usual habits', () => {
  expect(parseHabits(null)).toEqual(defaultHabits);
  expect(defaultHabits).toMatchObject({ theme: 'auto', units: 'metric', trails: true, follow: false });
});

test('what was kept comes back', () => {
  const habits = { ...defaultHabits, theme: 'night', units: 'nautical', labels: false } as const;
  expect(parseHabits(JSON.stringify(habits))).toEqual(habits);
});

test.each(['', '{', 'null', '[]', '7', '{"theme":"pink","units":null,"trails":"no","more":1}'])(
  'what cannot be used is as for somebody new: %s',
  (text) => {
    expect(parseHabits(text)).toEqual(defaultHabits);
  },
);
