import { expect, test } from 'vitest';
import {
  emptyKitForm,
  kitFormOf,
  registerInputOf,
  slipsOf,
  updateInputOf,
  type KitSettings,
} from './kit-form-values.js';

const settings: KitSettings = {
  kitId: 'kit-001',
  uid: null,
  name: 'kit-001',
  location: null,
  apiUrl: 'http://10.0.0.1:8088',
  hasCredentials: true,
  pollIntervalS: 2,
  statusPollIntervalS: null,
  createdAt: '2026-11-22T00:00:00.000Z',
  latestHealth: null,
};

test('an empty field is unknown, not an empty text', () => {
  expect(registerInputOf({ ...emptyKitForm, apiUrl: ' http://10.0.0.1:8088 ' })).toEqual({
    apiUrl: 'http://10.0.0.1:8088',
    name: null,
    location: null,
    pollIntervalS: null,
    statusPollIntervalS: null,
  });
});

test('seconds may be written with a comma, and nothing but seconds is sent', () => {
  expect(registerInputOf({ ...emptyKitForm, pollIntervalS: '2,5' })).toMatchObject({ pollIntervalS: 2.5 });
  expect(slipsOf({ ...emptyKitForm, pollIntervalS: '2,5' })).toEqual({});
  expect(slipsOf({ ...emptyKitForm, statusPollIntervalS: 'often' })).toEqual({
    statusPollIntervalS: 'must be a number of seconds',
  });
});

test('the id that stands in for a name is not offered as one', () => {
  expect(kitFormOf(settings)).toMatchObject({ name: '', pollIntervalS: '2', credentials: 'keep' });
});

test('credentials stay unless something is said about them', () => {
  const values = kitFormOf(settings);
  expect(updateInputOf(values)).not.toHaveProperty('credentials');
  expect(updateInputOf({ ...values, credentials: 'none' })).toMatchObject({ credentials: null });
  expect(updateInputOf({ ...values, credentials: 'bearer', bearer: 'abc' })).toMatchObject({
    credentials: { bearer: 'abc' },
  });
});

test('the id of a kit is not changed', () => {
  expect(updateInputOf(kitFormOf(settings))).not.toHaveProperty('kitId');
});
