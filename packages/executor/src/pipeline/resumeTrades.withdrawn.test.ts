import { fault } from '@quantbot/core';
import { expect, it } from 'vitest';

import type { EntryGuard } from '../config/executionAdapterConfig.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';
import { createFakeParts, FAKE_SIGNATURE } from '../testing/fakeParts.ts';
import {
  admitFixture,
  appendFixture,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureClaim,
  fixtureDenied,
} from '../testing/journalFixtures.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import { resumeTrade } from './resumeTrades.ts';

const EXPIRED: TradeEvent = {
  name: 'AttemptExpired',
  signature: FAKE_SIGNATURE,
  deathHeight: '1182',
  witnesses: [],
};

/** The parts of a new process whose guard withdraws every buy. */
async function setUp() {
  const asked: unknown[] = [];
  const entryGuard: EntryGuard = (entry) => {
    asked.push(entry);
    return fault('ROLLOUT__ENTRY_WITHDRAWN', { key: entry.key, reason: 'gone back' });
  };
  const clock = { nowMs: () => FIXTURE_NOW_MS };
  const all = await createFakeParts({ config: { clock, allowSingleWitness: true, entryGuard } });
  const begun: Array<() => Promise<void>> = [];
  const resume = (tradeId: string) => {
    const trade = all.journal.history(tradeId)?.trade;
    if (trade === undefined) throw new Error('unknown trade');
    resumeTrade(all.parts, trade, { begin: (work) => begun.push(work) });
    return all.parts.log.current(tradeId);
  };
  /** A trade that was reopened and whose verdict the earlier process did not come to. */
  const receive = (tradeId: string) => {
    const claim = fixtureClaim(tradeId, { key: tradeId, wallet: PLAN.wallet }, fixtureDenied());
    const claimed = admitFixture(all.journal, claim);
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    const deadlineAtMs = FIXTURE_NOW_MS + 90_000;
    appendFixture(all.journal, claimed.trade, [
      { name: 'TradeReopened', request: FIXTURE_REQUEST, deadlineAtMs },
    ]);
    return tradeId;
  };
  const signDead = (maxRetries: number) => {
    const { tradeId } = all.sign({ maxRetries });
    all.parts.log.record(tradeId, EXPIRED);
    return tradeId;
  };
  return { ...all, asked, begun, resume, receive, signDead };
}

it('denies a buy that was withdrawn since, before the gates are asked', async () => {
  const { admit, receive, resume, begun, asked } = await setUp();
  const denied = {
    status: 'denied',
    errorCode: 'ROLLOUT__ENTRY_WITHDRAWN',
    result: { keyReusable: true },
  };
  expect(resume(admit().tradeId)).toMatchObject(denied);
  expect(resume(receive('one'))).toMatchObject(denied);
  expect(asked).toMatchObject([
    { key: 'key-1', keyDerived: false, claimedAtMs: FIXTURE_NOW_MS, request: { side: 'buy' } },
    { key: 'one' },
  ]);
  expect(begun).toEqual([]);
});

it('fails one whose attempts are proven dead, by what their last death says first', async () => {
  const { signDead, resume, begun } = await setUp();
  const withdrawn = { status: 'failed', errorCode: 'ROLLOUT__ENTRY_WITHDRAWN' };
  expect(resume(signDead(2))).toMatchObject(withdrawn);
  expect(resume(signDead(0))).toMatchObject({ status: 'failed', errorCode: 'CONFIRM__EXPIRED' });
  expect(begun).toEqual([]);
});

it('asks about no sell: it goes on', async () => {
  const { admit, resume, begun, asked } = await setUp();
  expect(resume(admit({ side: 'sell' }).tradeId)).toMatchObject({ status: 'admitted' });
  expect(begun).toHaveLength(1);
  expect(asked).toEqual([]);
});
