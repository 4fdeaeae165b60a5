import { expect, test } from 'vitest';
import { serialNumberOf } from './serial-number.js';

test.each([
  ['drone-1581F5FKD229400B7F3A', '1581F5FKD229400B7F3A'],
  ['drone-1596A1234567890', '1596A1234567890'],
])('%s has the serial number %s', (droneId, serial) => {
  expect(serialNumberOf(droneId)).toBe(serial);
});

test.each([
  ['a length that does not fit', 'drone-1581F5FKD229400B7F3'],
  ['letters that serial numbers do not use', 'drone-1581F5FKD229400B7FIO'],
  ['a placeholder', 'drone-alert@kit-1'],
  ['a crewed aircraft', 'aircraft-3C6444'],
  ['a registration', 'drone-FIN87astrdge12k8'],
  ['hostile text', 'drone-<script>'],
])('%s is no serial number: %s', (_fact, droneId) => {
  expect(serialNumberOf(droneId)).toBeNull();
});
