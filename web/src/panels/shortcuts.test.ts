import { expect, test } from 'vitest';
import { commandOf, shortcuts, type PressedKey } from './shortcuts.js';

const pressed = (key: string, rest: Partial<PressedKey> = {}): PressedKey => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  inField: false,
  onButton: false,
  repeat: false,
  inDialog: false,
  ...rest,
});

test('every shortcut of the help does what it says', () => {
  for (const { key, alias, command } of shortcuts)
    for (const name of [key, alias ?? key]) expect(commandOf(pressed(name))).toBe(command);
});

test('who writes is left alone, but may leave', () => {
  expect(commandOf(pressed('t', { inField: true }))).toBeNull();
  expect(commandOf(pressed('/', { inField: true }))).toBeNull();
  expect(commandOf(pressed('Escape', { inField: true }))).toBe('escape');
});

test('the browser keeps its own shortcuts', () => {
  expect(commandOf(pressed('f', { ctrlKey: true }))).toBeNull();
  expect(commandOf(pressed('l', { metaKey: true }))).toBeNull();
});

test('Enter presses the button that has the focus', () => {
  expect(commandOf(pressed('Enter', { onButton: true }))).toBeNull();
  expect(commandOf(pressed('f', { onButton: true }))).toBe('follow');
});

test('a key that is held down steps on, and switches once', () => {
  expect(commandOf(pressed('j', { repeat: true }))).toBe('next');
  expect(commandOf(pressed('t', { repeat: true }))).toBeNull();
});

test('a dialog has its own keys', () => {
  expect(commandOf(pressed('j', { inDialog: true }))).toBeNull();
});
