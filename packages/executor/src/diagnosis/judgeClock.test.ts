import { expect, it } from 'vitest';

import { nodeFactsFixture } from '../testing/nodeFactsFixture.ts';
import { judgeClock } from './judgeClock.ts';

const BLOCK_MS = 1_900_000_000_000;
const judge = (apartMs: number, cluster: 'mainnet-beta' | 'sandbox' = 'mainnet-beta') =>
  judgeClock([nodeFactsFixture()], { nowMs: BLOCK_MS + apartMs, cluster })[0];

it.each([
  [0, 'ok'],
  [10_000, 'ok'],
  [-10_000, 'ok'],
  [10_001, 'warn'],
  [-60_000, 'warn'],
  [60_001, 'fail'],
  [-60_001, 'fail'],
] as const)('calls a clock that is %i ms apart %s', (apartMs, verdict) => {
  expect(judge(apartMs)).toMatchObject({ area: 'clock', verdict });
});

it('says which way it is off', () => {
  expect(judge(3_000)?.found).toBe('3.0 s ahead of the newest block');
  expect(judge(-3_000)?.found).toBe('3.0 s behind the newest block');
});

it('calls no clock broken by a chain of one’s own', () => {
  expect(judge(3_600_000, 'sandbox')).toMatchObject({ verdict: 'warn' });
});

it('goes by the node that agrees most, and says when none tells', () => {
  const nodes = [nodeFactsFixture({ blockTimeMs: { value: 1 } }), nodeFactsFixture()];
  const rules = { nowMs: BLOCK_MS, cluster: 'mainnet-beta' } as const;
  expect(judgeClock(nodes, rules)).toMatchObject([{ verdict: 'ok' }]);
  const mute = [nodeFactsFixture({ blockTimeMs: { problem: 'no' } })];
  expect(judgeClock(mute, rules)).toMatchObject([{ verdict: 'warn' }]);
  expect(judgeClock([], rules)).toEqual([]);
});
