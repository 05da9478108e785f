import type { ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { TradeEvent } from '../journal/tradeEvents.ts';
import { FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import { FIXTURE_NOW_MS, FIXTURE_REQUEST, fixtureFill } from '../testing/journalFixtures.ts';
import {
  keyed,
  leaveJournal,
  leaveTrade,
  openTestExecutor,
  signedEvent,
} from '../testing/openTestExecutor.ts';

const SUCCESS = { success: true, status: 'filled', idempotencyKey: 'earlier' } as const;
const FILLED: readonly TradeEvent[] = [
  { name: 'AttemptConfirmed', signature: FAKE_SIGNATURE, slot: '1010', witness: 'a' },
  {
    name: 'FillRecorded',
    fill: { ...fixtureFill(), signature: FAKE_SIGNATURE },
    witnesses: 2,
    result: SUCCESS,
  },
];

describe('a request without a key that is repeated for want of an answer', () => {
  it.each([
    ['at once', 59_000, 0],
    ['20 s later', 79_000, 20_000],
    ['minutes later', 359_000, 300_000],
  ])('finds what ended 59 s before it was first asked: %s', async (_case, laterMs, askedMsAgo) => {
    const directory = await leaveJournal((journal) => {
      leaveTrade(journal, 'earlier', signedEvent(), ...FILLED);
    });
    const { adapter } = openTestExecutor({
      directory,
      config: { clock: { nowMs: () => FIXTURE_NOW_MS + laterMs } },
    });
    const request = { ...FIXTURE_REQUEST, waitMs: 0 };
    const result = await adapter.executeAgain(request, { keyWhenNew: 'derived-again', askedMsAgo });
    expect(result).toMatchObject({ idempotencyKey: 'earlier', deduplicated: true });
  });
});

describe('a caller that says nothing of how long it waits', () => {
  it.each([
    ['the default deadline', {}, 150_000],
    ['a deadline of its own', { deadlineMs: 5_000 }, 65_000],
  ])('waits a minute beyond %s', async (_case, changes, waitMs) => {
    const gate = Promise.withResolvers<void>();
    const hold = { method: 'getMultipleAccounts', until: gate.promise };
    const { adapter, platform } = openTestExecutor({ hold });
    const answers: ExecutionResult[] = [];
    void adapter.execute(keyed('patient', changes)).then((answer) => answers.push(answer));
    await platform.advance(waitMs - 1);
    expect(answers).toEqual([]);
    await platform.advance(1);
    expect(answers).toMatchObject([{ errorCode: 'EXECUTOR__STILL_WORKING' }]);
    gate.resolve();
  });
});

/** An adapter whose disk keeps everything back from `stop` on, until it is let go. */
async function setUpSlowDisk(hold?: { readonly method: string; readonly until: Promise<void> }) {
  const directory = await leaveJournal((journal) => {
    leaveTrade(journal, 'open');
  });
  const disk: { until?: Promise<void> } = {};
  const { adapter, platform } = openTestExecutor({
    directory,
    methods: {},
    ...(hold === undefined ? {} : { hold }),
    wrap: (bare) => ({
      ...bare,
      nextTurn: async () => {
        await bare.nextTurn();
        await disk.until;
      },
    }),
  });
  const stop = () => {
    const gate = Promise.withResolvers<void>();
    disk.until = gate.promise;
    return () => {
      gate.resolve();
    };
  };
  return { adapter, platform, stop };
}

describe('an end that is not on disk yet', () => {
  it('is not told by a lookup beside the cancel', async () => {
    const { adapter, platform, stop } = await setUpSlowDisk();
    await adapter.lookup('unknown');
    const letGo = stop();
    const looked = adapter.lookup('open');
    const cancelled = adapter.cancel('open');
    await platform.settle();
    const early = await Promise.race([looked, Promise.resolve(undefined)]);
    letGo();
    expect(early?.status).not.toBe('cancelled');
    expect(await cancelled).toMatchObject({ status: 'cancelled' });
    expect(await adapter.lookup('open')).toMatchObject({ status: 'cancelled' });
  });

  it('is not told to a repeat that waited for the chain in vain', async () => {
    const chain = Promise.withResolvers<void>();
    const hold = { method: 'getGenesisHash', until: chain.promise };
    const { adapter, platform, stop } = await setUpSlowDisk(hold);
    const repeat = adapter.execute(keyed('open'));
    await platform.settle();
    const letGo = stop();
    const cancelled = adapter.cancel('open');
    chain.resolve();
    await platform.settle();
    const early = await Promise.race([repeat, Promise.resolve(undefined)]);
    letGo();
    expect(early).toBeUndefined();
    expect(await cancelled).toMatchObject({ status: 'cancelled' });
    expect(await repeat).toMatchObject({ status: 'cancelled', errorCode: 'TRADE__CANCELLED' });
  });
});
