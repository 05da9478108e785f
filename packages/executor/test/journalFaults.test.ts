import type { AnyExecutionRequest } from '@quantbot/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { expectBooksToBalance } from './support/checkTrade.ts';
import { createFaultyDisk, createFullDisk, type FaultyDisk } from './support/faultyDisk.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

const AMOUNT_IN = 700_000_000n;

let bench: TestBench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(async () => {
  await bench.stop();
});

function buy(idempotencyKey: string): AnyExecutionRequest {
  const { tokenAddress } = bench.nova;
  const base = { tokenAddress, chain: 'solana', side: 'buy', lanePolicy: 'rpc-only' } as const;
  return { ...base, amountBaseUnits: String(AMOUNT_IN), idempotencyKey };
}

/** What was said about the broken journal, in order. */
function spoken(): readonly string[] {
  return bench.events
    .filter(({ name }) => name.startsWith('execution.journal.'))
    .map(({ message }) => message);
}

/** Trades on a disk that fails, and shows that nothing new is signed afterwards. */
async function tradeOn(disk: FaultyDisk, key: string) {
  const dataDirectory = bench.freshDirectory();
  const before = await bench.chain.holdings();
  const said = spoken().length;
  const adapter = bench.open({ dataDirectory, platform: disk.platform });
  const answer = await adapter.execute(buy(key));
  expect(disk.hasFailed()).toBe(true);
  const { txSignature: signature = 'none' } = answer;
  const sends = disk.sends();
  expect(await adapter.isAvailable()).toBe(false);
  expect(await adapter.execute(buy(`${key}-other`))).toMatchObject({
    success: false,
    errorCode: 'JOURNAL__UNAVAILABLE',
  });
  return { dataDirectory, before, adapter, answer, signature, sends, news: spoken().slice(said) };
}

type Run = Awaited<ReturnType<typeof tradeOn>>;

/** Starts again on a disk that works, and shows that the key has moved money once. */
async function expectRightEnd(key: string, { dataDirectory, before }: Run): Promise<string> {
  const adapter = bench.open({ dataDirectory });
  const result = succeeded(await adapter.execute(buy(key)));
  expect(result.deduplicated).toBe(true);
  await adapter.idle();
  expect(await adapter.lookup(key)).toMatchObject({ success: true, status: 'filled' });
  const after = await bench.chain.holdings();
  expect(after.signatures).toBe(before.signatures + 1);
  const side = 'buy';
  expectBooksToBalance({ side, token: bench.nova, before, after, result, amountIn: AMOUNT_IN });
  await adapter.close();
  return result.txSignature ?? 'none';
}

describe('a commit that fails before anything was sent', () => {
  it.each(['not-written', 'written'] as const)(
    '(%s) sends nothing, names the signature, and the next process ends the trade once',
    async (fault) => {
      const key = `before-send-${fault}`;
      const run = await tradeOn(createFaultyDisk('AttemptSigned', fault), key);
      expect(run.answer).toMatchObject({
        success: false,
        status: 'executing',
        errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
      });
      expect(run.sends).toBe(0);
      expect(await bench.chain.holdings()).toEqual(run.before);
      expect(run.news).toEqual([
        expect.stringMatching(/cannot be used: disk I\/O error.*1 open signature/u),
        expect.stringMatching(`${key}: ${run.signature} can land until block height \\d+`),
      ]);
      await run.adapter.close();
      const landed = await expectRightEnd(key, run);
      expect(landed === run.signature).toBe(fault === 'written');
    },
  );
});

describe('a commit that fails after the bytes were sent', () => {
  it.each([
    ['LaneAcknowledged', 'not-written'],
    ['AttemptConfirmed', 'not-written'],
    ['AttemptConfirmed', 'written'],
    ['FillRead', 'not-written'],
  ] as const)(
    'at %s (%s) is followed to the end from memory, and by the next process from the chain',
    async (event, fault) => {
      const key = `after-send-${event}-${fault}`;
      const run = await tradeOn(createFaultyDisk(event, fault), key);
      expect(run.answer).toMatchObject({
        success: false,
        errorCode: 'CONFIRM__OUTCOME_UNKNOWN',
        txSignature: expect.any(String),
      });
      expect(run.news[1]).toContain(run.signature);
      await run.adapter.idle();
      const final = succeeded(await run.adapter.execute(buy(key)));
      expect(final).toMatchObject({ status: 'filled', txSignature: run.signature });
      const { before } = run;
      const after = await bench.chain.holdings();
      expect(after.signatures).toBe(before.signatures + 1);
      const trade = { side: 'buy', token: bench.nova, amountIn: AMOUNT_IN } as const;
      expectBooksToBalance({ ...trade, before, after, result: final });
      expect(bench.history(run.dataDirectory, key).trade.status).not.toBe('filled');
      await run.adapter.close();
      expect(await expectRightEnd(key, run)).toBe(run.signature);
      expect(await bench.chain.holdings()).toEqual(after);
    },
  );
});

it('a disk that is full after the send stops new trades, and the trade ends once', async () => {
  const run = await tradeOn(createFullDisk(), 'full');
  expect(run.news[0]).toMatch(/database or disk is full/u);
  expect(run.news[1]).toContain(run.signature);
  await run.adapter.close();
  expect(await expectRightEnd('full', run)).toBe(run.signature);
});
