import { expect, it } from 'vitest';

import { TradingControl } from '../gates/tradingControl.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { openTestJournal } from '../testing/openTestJournal.ts';
import { planConfig } from '../testing/tradeFixtures.ts';
import { decideTrading } from './tradingDecision.ts';

import {
  leaveJournal,
  leaveTrade,
  openTestExecutor,
  signedEvent,
} from '../testing/openTestExecutor.ts';
import { FAKE_SIGNATURE } from '../testing/fakeParts.ts';

const HALT = { state: 'halted', reason: 'the venue is odd', by: 'ann' } as const;

it('tells what was decided and what can still land, until which height', async () => {
  const directory = await leaveJournal((journal) => {
    leaveTrade(journal, 'open');
    leaveTrade(journal, 'signed', signedEvent());
  });
  // Nothing of the chain is asked for a decision.
  const { adapter, asked } = openTestExecutor({ directory, methods: {} });
  expect(await adapter.changeTradingState(HALT)).toEqual({
    state: 'halted',
    openTrades: 2,
    reason: expect.stringContaining('by decision of ann: the venue is odd') as string,
    change: expect.objectContaining({ ...HALT, number: 1, inFlight: 'reduce-only' }) as object,
    inFlight: [
      {
        key: 'signed',
        side: 'buy',
        tokenAddress: expect.any(String) as string,
        signature: FAKE_SIGNATURE,
        deathHeight: '1182',
        isKeptBack: true,
      },
    ],
  });
  expect(asked()).toEqual([]);
  const kept = await adapter.changeTradingState({ ...HALT, inFlight: 'keep' });
  expect(kept.inFlight).toMatchObject([{ isKeptBack: false }]);
});

it.each([
  { ...HALT, reason: '' },
  { ...HALT, reason: ' \n' },
  { ...HALT, by: '' },
])('takes no decision without a reason or a name: %j', async (decision) => {
  const { adapter } = openTestExecutor();
  await expect(adapter.changeTradingState(decision)).rejects.toMatchObject({
    code: 'CONFIG__VALUE_MISSING',
  });
  expect((await adapter.tradingState()).change).toBeUndefined();
});

it('says that a conflict halts whatever is decided, also before the chain is asked', async () => {
  const conflict = { name: 'ConflictObserved', detail: 'landed after all' } as const;
  const directory = await leaveJournal((journal) => {
    const signature = FAKE_SIGNATURE;
    const result = { success: false };
    leaveTrade(journal, 'odd', signedEvent(), { ...conflict, signature, result });
  });
  const { adapter, asked } = openTestExecutor({ directory, methods: {} });
  const active = { state: 'active', reason: 'all is well', by: 'ann' } as const;
  expect(await adapter.changeTradingState(active)).toMatchObject({
    state: 'halted',
    reason: expect.stringContaining('contradicts the journal about trade "odd"') as string,
    change: { state: 'active', by: 'ann' },
  });
  expect(asked()).toEqual([]);
});

it('takes back nothing that was decided since the decision was made', async () => {
  const { adapter } = openTestExecutor();
  const REDUCE = { state: 'reducing', reason: 'too few land', by: 'a rule' } as const;
  expect((await adapter.changeTradingState({ ...REDUCE, afterChange: 0 })).change.number).toBe(1);
  await adapter.changeTradingState(HALT);
  await expect(
    adapter.changeTradingState({ ...REDUCE, state: 'active', afterChange: 1 }),
  ).rejects.toMatchObject({
    code: 'CONTROL__DECISION_OUTDATED',
    context: { afterChange: 1, newest: 2 },
  });
  expect((await adapter.tradingState()).state).toBe('halted');
});

it('answers only once the decision is on disk', async () => {
  const { journal } = await openTestJournal();
  const disk = Promise.withResolvers<void>();
  const config = planConfig({ platform: createFakePlatform() });
  const { clock, platform } = config;
  const telemetry = createExecutorTelemetry({ port: undefined, clock, platform });
  const trading = new TradingControl({ config, journal, telemetry });
  let isAnswered = false;
  const slow = { ...journal, durable: async () => disk.promise };
  const answer = decideTrading({ journal: slow, trading }, HALT).then(() => {
    isAnswered = true;
  });
  await Promise.resolve();
  // It holds already, and nobody has been told.
  expect([trading.state(), isAnswered]).toEqual(['halted', false]);
  disk.resolve();
  await answer;
});
