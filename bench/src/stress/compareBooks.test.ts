import { expect, it } from 'vitest';

import { compareBooks, type BookedTrade } from './compareBooks.ts';
import type { FinalLanding, ModelTruthReport } from './modelMessages.ts';

const fill = {
  signature: 's1',
  lamports: '1000',
  tokenUnits: '50',
  baseFeeLamports: '5',
  priorityFeeLamports: '3',
  tipLamports: '2',
  rentLamports: '10',
};
const trade: BookedTrade = {
  key: 'k',
  wallet: 'w',
  mint: 'm',
  side: 'buy',
  status: 'filled',
  attempts: [
    { signature: 's0', status: 'expired' },
    { signature: 's1', status: 'confirmed' },
  ],
  fill,
};
const landing: FinalLanding = {
  signature: 's1',
  wallet: 'w',
  error: null,
  feeLamports: '8',
  lamports: '-1020',
  units: { m: '50' },
};

function truth(...landings: readonly FinalLanding[]): ModelTruthReport {
  return { kind: 'truth', landings, submitted: ['s0', 's1'], lamports: [] };
}

it('finds nothing where books and chain agree', () => {
  expect(compareBooks([trade], truth(landing))).toEqual([]);
  const sell: BookedTrade = { ...trade, side: 'sell' };
  const sold = { ...landing, lamports: '980', units: { m: '-50' } };
  expect(compareBooks([sell], truth(sold))).toEqual([]);
});

it.each([
  ['a trade that landed twice', [trade], truth(landing, { ...landing, signature: 's0' })],
  ['a fill of which nothing landed', [trade], truth()],
  ['a landing that failed', [trade], truth({ ...landing, error: '"x"' })],
  ['a lamport too much', [trade], truth({ ...landing, lamports: '-1021' })],
  ['a unit too few', [trade], truth({ ...landing, units: { m: '49' } })],
  ['another wallet', [trade], truth({ ...landing, wallet: 'v' })],
  [
    'a landing of a failed trade',
    [{ ...trade, status: 'failed', fill: undefined }],
    truth(landing),
  ],
  ['bytes that no journal knows', [trade], { ...truth(landing), submitted: ['s9'] }],
  ['a landing that no journal knows', [], truth(landing)],
] as const)('finds %s', (_name, trades, report) => {
  expect(compareBooks(trades, report).length).toBeGreaterThan(0);
});
