import { expect, test } from 'vitest';
import { pageTitle } from './page-title.js';

test('the tab says when the page has gone blind, and nothing else', () => {
  expect(pageTitle({ state: 'live', behindMs: 0 })).toBe('Airpicture');
  expect(pageTitle({ state: 'connecting' })).toBe('Airpicture');
  expect(pageTitle({ state: 'offline' })).toBe('Offline · Airpicture');
});
