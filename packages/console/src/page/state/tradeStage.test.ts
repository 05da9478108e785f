import { TRADE_STATUSES } from '@quantbot/core';
import { expect, it } from 'vitest';

import { tradeOf } from '../testing/trades.ts';
import { STAGE_STEPS, tradeStage } from './tradeStage.ts';

it.each(TRADE_STATUSES)('has words for %s', (status) => {
  const { label, done } = tradeStage(tradeOf({ status }));
  expect(label).not.toBe('');
  expect(done).toBeLessThanOrEqual(STAGE_STEPS.length);
});

it.each([
  ['prepared', 'at the signer', 'busy'],
  ['signed', 'signed', 'busy'],
  ['submitted', 'submitted', 'busy'],
  ['in_doubt', 'in doubt', 'warn'],
  ['landed', 'landed', 'busy'],
  [undefined, 'signed', 'busy'],
])('calls an attempt that is %s "%s"', (attemptStatus, label, tone) => {
  expect(tradeStage(tradeOf({ attemptStatus }))).toMatchObject({ label, tone });
});

it('tells a rehearsal from a fill, and a first from a further attempt', () => {
  expect(tradeStage(tradeOf({ status: 'filled', mode: 'dry' })).label).toBe('rehearsed');
  expect(tradeStage(tradeOf({ status: 'filled' })).label).toBe('filled');
  expect(tradeStage(tradeOf({ status: 'admitted', attempts: 0 })).label).toBe('preparing');
  expect(tradeStage(tradeOf({ status: 'admitted', attempts: 1 })).label).toBe('trying again');
});

it('puts what cannot be proven above how the attempt stands', () => {
  const stage = tradeStage(tradeOf({ attemptStatus: 'submitted', unprovable: 'history is gone' }));
  expect(stage).toMatchObject({ label: 'unprovable', tone: 'bad' });
});
