import { expect, test } from 'vitest';
import { scopedDroneId, uaTypeName } from './remote-id.js';

test.each(['drone-alert', 'drone-900FHSS-NETID-25', 'drone-900FHSS-NETID-7'])(
  '%s is scoped per kit, since several aircraft share it',
  (id) => {
    expect(scopedDroneId(id, 'kit-1')).toBe(`${id}@kit-1`);
  },
);

test.each(['drone-1581F6BVOGUBBB8A', 'drone-alerted', 'drone-900FHSS-NETID-', 'adsb-a00000'])(
  '%s is one aircraft whoever hears it',
  (id) => {
    expect(scopedDroneId(id, 'kit-1')).toBe(id);
  },
);

test('UA types have names; undeclared and unheard-of ones have none', () => {
  expect(uaTypeName(2)).toBe('Helicopter or Multirotor');
  expect(uaTypeName(0)).toBeNull();
  expect(uaTypeName(99)).toBeNull();
  expect(uaTypeName(null)).toBeNull();
});
