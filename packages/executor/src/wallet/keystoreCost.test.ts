import { describe, expect, it } from 'vitest';

import { codeOf } from '../testing/cheapMachine.ts';
import { KEYSTORE_COST, KEYSTORE_COST_BOUNDS, requireCost } from './keystoreCost.ts';

const { least, most } = KEYSTORE_COST_BOUNDS;

function codeFor(changes: Partial<typeof KEYSTORE_COST>): string {
  return codeOf(() => {
    requireCost('k', { ...KEYSTORE_COST, ...changes }, KEYSTORE_COST_BOUNDS);
  });
}

describe('requireCost', () => {
  it('takes what keystores are written with, and the bounds themselves', () => {
    for (const cost of [{}, least, most]) expect(codeFor(cost)).toBe('opened');
  });

  it.each(['memoryKib', 'passes', 'parallelism'] as const)('refuses another %s', (name) => {
    expect(codeFor({ [name]: least[name] - 1 })).toBe('WALLET__KEYSTORE_COST_REFUSED');
    expect(codeFor({ [name]: most[name] + 1 })).toBe('WALLET__KEYSTORE_COST_REFUSED');
  });

  it('writes nothing cheaper than it reads', () => {
    expect(least).toEqual({ memoryKib: 19_456, passes: 2, parallelism: 1 });
    expect(KEYSTORE_COST).toEqual({ memoryKib: 65_536, passes: 3, parallelism: 4 });
  });
});
