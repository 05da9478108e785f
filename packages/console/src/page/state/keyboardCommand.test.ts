import { expect, it } from 'vitest';

import { keyboardCommand, stepFrom } from './keyboardCommand.ts';

const free = { hasModifier: false, isTyping: false, isOnControl: false };

it.each([
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['Escape', 'close'],
  ['h', 'halt'],
  ['r', 'reduce'],
  ['a', 'activate'],
  ['?', 'help'],
  ['x', undefined],
])('reads %s as %s', (key, command) => {
  expect(keyboardCommand({ ...free, key })).toBe(command);
});

it('leaves keys alone that belong to text, to the browser or to a button', () => {
  expect(keyboardCommand({ ...free, key: 'h', isTyping: true })).toBeUndefined();
  expect(keyboardCommand({ ...free, key: 'r', hasModifier: true })).toBeUndefined();
  expect(keyboardCommand({ ...free, key: 'Enter', isOnControl: true })).toBeUndefined();
  expect(keyboardCommand({ ...free, key: 'j', isOnControl: true })).toBe('next');
});

it('steps through trades and stays at the ends', () => {
  const keys = ['a', 'b', 'c'];
  expect(stepFrom(keys, undefined, 1)).toBe('a');
  expect(stepFrom(keys, undefined, -1)).toBe('c');
  expect(stepFrom(keys, 'b', 1)).toBe('c');
  expect(stepFrom(keys, 'c', 1)).toBe('c');
  expect(stepFrom(keys, 'a', -1)).toBe('a');
  expect(stepFrom(keys, 'gone', 1)).toBe('a');
  expect(stepFrom([], 'a', 1)).toBeUndefined();
});
