import { describe, expect, it } from 'vitest';

import { exportsOf, importsOf, stripComments } from './importsOf.ts';

const SOURCE = `
/** import { hidden } from 'comment'; */
import first, { second } from 'one'; // import x from 'line';
import type { Third } from './two.ts';
import {
  fourth,
  type Fifth,
} from "three";
import 'four';
export { six as seven, type Eight } from './five.ts';
export type { Nine } from './six.ts';
export * from './seven.ts';
const lazy = await import('./eight.ts');
const url = 'https://example.com/import from "nine"';
export const TEN = 1;
export async function eleven() {}
export interface Twelve {}
export type Thirteen = string;
export class Fourteen {}
`;

describe('importsOf', () => {
  it('finds every way to import and leaves comments out', () => {
    const found = importsOf(SOURCE).map(
      ({ specifier, isTypeOnly, isLazy }) =>
        `${specifier}${isTypeOnly ? ' (type)' : ''}${isLazy ? ' (lazy)' : ''}`,
    );
    expect(found).toEqual([
      'one',
      './two.ts (type)',
      'three',
      './five.ts',
      './six.ts (type)',
      './seven.ts',
      'four',
      './eight.ts (lazy)',
    ]);
  });
});

describe('exportsOf', () => {
  it('finds declared and listed names', () => {
    expect(exportsOf(SOURCE)).toEqual([
      'TEN',
      'eleven',
      'Twelve',
      'Thirteen',
      'Fourteen',
      'seven',
      'Eight',
      'Nine',
    ]);
  });
});

describe('stripComments', () => {
  it('keeps line numbers and URLs', () => {
    const text = "/* one\n two */\nconst url = 'http://host'; // three\n";
    expect(stripComments(text).split('\n').length).toBe(text.split('\n').length);
    expect(stripComments(text)).toContain('http://host');
    expect(stripComments(text)).not.toMatch(/one|two|three/u);
  });
});
