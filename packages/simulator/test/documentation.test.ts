import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { CHECKS } from '../src/checks/checkHistory.ts';
import { MUTANTS } from '../src/mutants/mutants.ts';
import { EXCHANGE_FAULTS, LIES } from '../src/schedule/faults.ts';

function page(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8').replaceAll(
    / +/gu,
    ' ',
  );
}

describe('the page about testing', () => {
  const text = page('testing.md');

  it('lists every check with its invariant and what it holds', () => {
    for (const { name, invariant, holds } of CHECKS) {
      expect(text).toContain(`| \`${name}\` | ${invariant} | ${holds} |`);
    }
  });

  it('lists every mutant with what it breaks, and no other', () => {
    for (const { name, breaks } of MUTANTS) expect(text).toContain(`| \`${name}\` | ${breaks} |`);
    const mutants = text.slice(text.indexOf('### Mutants'));
    expect([...mutants.matchAll(/^\| `/gmu)]).toHaveLength(MUTANTS.length);
  });
});

describe('the page about faults', () => {
  it('names every fault of the wires and every lie', () => {
    const text = page('fault-model.md');
    for (const name of [...EXCHANGE_FAULTS, ...LIES]) expect(text).toContain(`\`${name}\``);
  });
});
