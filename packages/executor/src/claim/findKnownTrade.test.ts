import { fingerprintRequest, isFault, type AnyExecutionRequest } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import type { TradeReceived } from '../journal/tradeEvents.ts';
import { fixtureConfig } from '../testing/fixtureConfig.ts';
import {
  admitFixture,
  FIXTURE_MINT,
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureClaim,
  fixtureDenied,
} from '../testing/journalFixtures.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { findKnownTrade } from './findKnownTrade.ts';
import { createRecentEnds } from './recentEnds.ts';

const KEYED: AnyExecutionRequest = { ...FIXTURE_REQUEST, idempotencyKey: 'key-1' };

async function setUp(settings: Partial<ExecutionAdapterConfig> = {}, keyWhenNew?: string) {
  const { journal, clock } = await openTestJournal();
  const config = fixtureConfig({ clock: { nowMs: () => clock.nowMs }, ...settings });
  const claim = (tradeId: string, changes: Partial<TradeReceived> = {}, denied = false): void => {
    admitFixture(journal, fixtureClaim(tradeId, changes, denied ? fixtureDenied() : undefined));
  };
  const find = (request: AnyExecutionRequest) => {
    const found = findKnownTrade(journal, request, { ...config, keyWhenNew });
    if (isFault(found)) return found;
    return found.kind === 'known' ? found.trade.tradeId : found;
  };
  return { claim, find, clock };
}

describe('with a key', () => {
  it('is new the first time, under that key', async () => {
    const { find } = await setUp();
    expect(find(KEYED)).toEqual({
      kind: 'new',
      key: 'key-1',
      keyDerived: false,
      fingerprint: fingerprintRequest(FIXTURE_REQUEST),
    });
  });

  it('is known for ever after, whatever the caller changed of its patience', async () => {
    const { find, claim, clock } = await setUp();
    claim('trade-1');
    clock.nowMs += 10 ** 12;
    const patient = { deadlineMs: 5, waitMs: 9, priorityFee: 3, maxRetries: 0 };
    expect(find({ ...KEYED, ...patient, lanePolicy: 'race' })).toBe('trade-1');
  });

  it.each<[string, Partial<AnyExecutionRequest>, string, string]>([
    ['side', { side: 'sell' }, 'buy', 'sell'],
    ['amount', { amount: 0.2 }, 'units:100000000', 'units:200000000'],
    ['slippageBps', { slippageBps: 100 }, 'default', '100'],
    ['limitPrice', { limitPrice: 0.5 }, 'none', '0.5'],
    ['strategyId', { strategyId: 's' }, '', 's'],
  ])('names the field %s in which the request is another', async (field, change, ...values) => {
    const { find, claim } = await setUp();
    claim('trade-1');
    const [stored, requested] = values;
    expect(find({ ...KEYED, ...change })).toMatchObject({
      code: 'IDEMPOTENCY__REQUEST_MISMATCH',
      context: { key: 'key-1', field, stored, requested },
    });
  });

  it('knows the same amount in another form', async () => {
    const { find, claim } = await setUp();
    claim('trade-1');
    const { amount: _amount, ...rest } = KEYED;
    expect(find({ ...rest, amountBaseUnits: '0100000000' })).toBe('trade-1');
  });

  it('never attaches to a trade of another key, however equal', async () => {
    const { find, claim } = await setUp();
    claim('trade-1');
    expect(find({ ...KEYED, idempotencyKey: 'key-2' })).toMatchObject({
      kind: 'new',
      key: 'key-2',
    });
  });
});

describe('a key in dry-run', () => {
  it('that is known live answers with the live record, before the dry one', async () => {
    const { find, claim } = await setUp({ dryRun: true });
    claim('dry', { mode: 'dry' });
    expect(find(KEYED)).toBe('dry');
    claim('live');
    expect(find(KEYED)).toBe('live');
  });

  it('that is known live is held against the live request', async () => {
    const { find, claim } = await setUp({ dryRun: true });
    claim('live');
    expect(find({ ...KEYED, amount: 0.2 })).toMatchObject({
      code: 'IDEMPOTENCY__REQUEST_MISMATCH',
    });
  });

  it('that was only rehearsed is new when it is live', async () => {
    const { find, claim } = await setUp();
    claim('dry', { mode: 'dry' });
    expect(find(KEYED)).toMatchObject({ kind: 'new', key: 'key-1' });
  });
});

describe('without a key', () => {
  it('gets one of its own', async () => {
    const { find } = await setUp();
    expect(find(FIXTURE_REQUEST)).toMatchObject({
      kind: 'new',
      key: expect.stringMatching(/^derived-./u),
      keyDerived: true,
    });
  });

  it('takes the key that the caller made up, and is known by it when it is repeated', async () => {
    const { find, claim, clock } = await setUp({}, 'made-up');
    expect(find(FIXTURE_REQUEST)).toMatchObject({ kind: 'new', key: 'made-up', keyDerived: true });
    claim('trade-1', { key: 'made-up' }, true);
    clock.nowMs += 10 ** 9;
    expect(find(FIXTURE_REQUEST)).toBe('trade-1');
    expect(find({ ...FIXTURE_REQUEST, amount: 0.2 })).toMatchObject({
      code: 'IDEMPOTENCY__REQUEST_MISMATCH',
    });
  });

  it('attaches to an equal open trade rather than using the made-up key', async () => {
    const { find, claim } = await setUp({}, 'made-up');
    claim('trade-1');
    expect(find(FIXTURE_REQUEST)).toBe('trade-1');
  });

  it('attaches to an open trade of the same request, however old', async () => {
    const { find, claim, clock } = await setUp();
    claim('trade-1');
    clock.nowMs += 10 ** 9;
    expect(find(FIXTURE_REQUEST)).toBe('trade-1');
  });

  it.each([
    [60_000, 'trade-1'],
    [60_001, expect.objectContaining({ kind: 'new' })],
  ])('%i ms after the end of a trade finds %s', async (afterMs, found) => {
    const { find, claim, clock } = await setUp();
    claim('trade-1', {}, true);
    clock.nowMs = FIXTURE_NOW_MS + afterMs;
    expect(find(FIXTURE_REQUEST)).toEqual(found);
  });

  it('is a trade of its own when anything of the request differs', async () => {
    const { find, claim } = await setUp();
    claim('trade-1');
    for (const change of [{ amount: 0.2 }, { strategyId: 's' }, { slippageBps: 100 }]) {
      expect(find({ ...FIXTURE_REQUEST, ...change })).toMatchObject({
        kind: 'new',
      });
    }
  });

  it('keeps dry and live apart', async () => {
    const { find, claim } = await setUp({ dryRun: true });
    claim('live');
    expect(find(FIXTURE_REQUEST)).toMatchObject({ kind: 'new' });
  });

  it('is refused when keys are not derived, before anything is looked up', async () => {
    const { find, claim } = await setUp({ derivedKeys: 'refuse' });
    claim('trade-1');
    expect(find(FIXTURE_REQUEST)).toMatchObject({ code: 'IDEMPOTENCY__KEY_REQUIRED' });
    expect(find(KEYED)).toBe('trade-1');
  });
});

describe('without idempotency', () => {
  it('makes every request a trade of its own', async () => {
    const { find, claim } = await setUp({ dryRun: true, enableIdempotency: false });
    claim('trade-1', { mode: 'dry' });
    const request = { ...KEYED, tokenAddress: FIXTURE_MINT };
    expect(find(request)).toMatchObject({ kind: 'new', keyDerived: true });
  });
});

describe('without a key, in a process whose wall clock was set forward', () => {
  it('is known for as long as the window really is', async () => {
    const { journal, clock } = await openTestJournal();
    const platform = createFakePlatform();
    const recentEnds = createRecentEnds(platform);
    const config = fixtureConfig({ clock: { nowMs: () => clock.nowMs } });
    admitFixture(journal, fixtureClaim('trade-1', {}, fixtureDenied()));
    const ended = journal.history('trade-1')?.trade;
    if (ended === undefined) throw new Error('nothing was claimed');
    recentEnds.observe({ ...ended, status: 'admitted' }, ended);
    const find = () => findKnownTrade(journal, FIXTURE_REQUEST, { ...config, recentEnds });
    clock.nowMs += 3_600_000;
    expect(find()).toMatchObject({ kind: 'known', trade: { tradeId: 'trade-1' } });
    await platform.advance(config.derivedKeyWindowMs);
    expect(find()).toMatchObject({ kind: 'new' });
  });
});
