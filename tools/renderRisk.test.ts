import { GATES } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { renderRisk } from './renderRisk.ts';

describe('renderRisk', () => {
  const page = renderRisk();

  it('has a row for every gate, with its settings and codes', () => {
    for (const { name, settings, codes } of GATES) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``));
      for (const word of [...settings, ...codes]) expect(row).toContain(`\`${word}\``);
    }
  });

  it('keeps the order in which gates are asked', () => {
    const places = GATES.map(({ name }) => page.indexOf(`| \`${name}\``));
    expect(places.toSorted((left, right) => left - right)).toEqual(places);
  });
});
