import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { startSandbox, waitUntil, type FaultPlan, type Sandbox } from '@quantbot/sandbox';
import type { RolloutSettings } from '@quantbot/workflows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { canaryBucketOf } from '../src/rollout/canaryBucket.ts';
import {
  AMOUNT_IN,
  buy,
  createRolloutScene,
  filled,
  isReal,
  lamportsOf,
  sellAll,
  unitsOf,
  type RolloutScene,
} from './support/rolloutScene.ts';

const FILLED_TIMEOUT_MS = 120_000;
/** A third of the pairs, nearly. */
const SHARE_BPS = 3_000;
const BY = 'ann';
const SWALLOWING: FaultPlan = {
  rules: [{ target: 'rpc', method: 'sendTransaction', action: { kind: 'swallow' } }],
};

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ slotMs: 25 });
});

afterAll(async () => {
  await sandbox.stop();
});

function scene(rollout: RolloutSettings): RolloutScene {
  return createRolloutScene(sandbox, rollout);
}

describe('what was bought really', () => {
  it('is sold really after a step-down: the chain has none of it left', async () => {
    const here = scene({ consecutiveFailuresMax: 1 });
    const ports = await here.open();
    await ports.rollout.move('back', { to: 'canary', reason: 'careful', by: BY });
    await ports.rollout.move('advance', { reason: 'it does well', by: BY });
    expect(isReal(await ports.execution.execute(buy(here, 'in')))).toBe(true);
    await filled(here, 'in');
    expect(await unitsOf(sandbox, here.token)).toBeGreaterThan(0n);
    // A node that takes what it is sent and passes nothing on: the trade is proven dead.
    sandbox.faults.apply(SWALLOWING);
    const lost = await ports.execution.execute(buy(here, 'lost', { maxRetries: 0 }));
    sandbox.faults.clear();
    expect(lost).toMatchObject({ success: false, errorCode: 'CONFIRM__EXPIRED' });

    const entry = await ports.execution.execute(buy(here, 'in-again'));
    expect(entry).toMatchObject({ success: true, simulated: true });
    await waitUntil(async () => (await ports.rollout.status()).steppedDown?.isReduced === true, {
      timeoutMs: FILLED_TIMEOUT_MS,
      description: 'the real side reducing',
    });
    const { stage, steppedDown } = await ports.rollout.status();
    expect(stage).toBe('live');
    expect(steppedDown?.reason).toContain('real trades that failed one after another: 1');
    const exit = await ports.execution.execute(sellAll(here, 'out'));
    expect(isReal(exit)).toBe(true);
    await filled(here, 'out');
    expect(await unitsOf(sandbox, here.token)).toBe(0n);

    await ports.rollout.move('advance', { reason: 'the node is replaced', by: BY });
    expect(isReal(await ports.execution.execute(buy(here, 'in-anew')))).toBe(true);
    await filled(here, 'in-anew');
    await ports.execution.execute(sellAll(here, 'out-anew'));
    await filled(here, 'out-anew');
  });

  it('is sold really with the environment gone back to the stub', async () => {
    const here = scene({});
    const before = await here.open();
    expect(isReal(await before.execution.execute(buy(here, 'in')))).toBe(true);
    await filled(here, 'in');
    await before.close();
    const ports = await here.open({ EXECUTION_ADAPTER: 'stub' });
    expect((await ports.execution.execute(buy(here, 'in-2'))).errorCode).toBe(
      'STUB__LIVE_NOT_IMPLEMENTED',
    );
    // The key that bought it is answered with its own trade.
    expect(await ports.execution.execute(buy(here, 'in'))).toMatchObject({ deduplicated: true });
    expect(isReal(await ports.execution.execute(sellAll(here, 'out')))).toBe(true);
    await filled(here, 'out');
    expect(await unitsOf(sandbox, here.token)).toBe(0n);
    // Nothing is held any more, and the next sell is the stub's again.
    expect((await ports.execution.execute(sellAll(here, 'out-2'))).errorCode).toBe(
      'STUB__LIVE_NOT_IMPLEMENTED',
    );
  });

  it('is only rehearsed to be sold in dry-run, at every stage', async () => {
    const here = scene({});
    const live = await here.open();
    expect(isReal(await live.execution.execute(buy(here, 'in')))).toBe(true);
    await filled(here, 'in');
    await live.rollout.move('back', { to: 'shadow', reason: 'careful', by: BY });
    await live.close();
    const held = await unitsOf(sandbox, here.token);
    const dry = await here.open({ EXECUTION_DRY_RUN: 'true' });
    const rehearsed = await dry.execution.execute(sellAll(here, 'out'));
    expect(rehearsed).toMatchObject({ success: true, dryRun: true });
    expect(rehearsed).not.toHaveProperty('simulated');
    expect(await unitsOf(sandbox, here.token)).toBe(held);
    await dry.close();
    const again = await here.open();
    expect(isReal(await again.execution.execute(sellAll(here, 'out')))).toBe(true);
    await filled(here, 'out');
    expect(await unitsOf(sandbox, here.token)).toBe(0n);
  });
});

describe('a shadow', () => {
  it('leaves the wallet as it was, and tells what it would have done', async () => {
    const here = scene({});
    const ports = await here.open({ EXECUTION_STAGE: 'shadow' });
    const before = [await lamportsOf(sandbox), await unitsOf(sandbox, here.token)];
    const bought = await ports.execution.execute(buy(here, 'a'));
    const sold = await ports.execution.execute(
      buy(here, 'b', { side: 'sell', amountBaseUnits: '5000000' }),
    );
    for (const result of [bought, sold]) expect(result).toMatchObject({ simulated: true });
    await waitUntil(async () => (await ports.rollout.status()).shadow.trades === 2, {
      timeoutMs: FILLED_TIMEOUT_MS,
      description: 'both comparisons',
    });
    const { shadow } = await ports.rollout.status();
    expect(shadow).toMatchObject({ bothTraded: 1, refusals: { WALLET__TOKEN_BELOW_REQUIRED: 1 } });
    const comparison = shadow.differences.find(({ key }) => key === 'a');
    expect(comparison?.real.priceText).toMatch(/^0\.\d+$/u);
    expect(comparison?.stub.priceText).toBe('0.001');
    expect(comparison?.priceDifferenceBps).toBeTypeOf('number');
    expect(comparison?.costDifferenceLamports).toBeGreaterThan(0);
    expect([await lamportsOf(sandbox), await unitsOf(sandbox, here.token)]).toEqual(before);
    // Its journal is its own: nothing of it is among the real side's trades.
    expect(existsSync(join(here.directory, 'journal.sqlite'))).toBe(false);
    expect(existsSync(join(here.directory, 'shadow', 'journal.sqlite'))).toBe(true);
    rmSync(join(here.directory, 'shadow'), { recursive: true });
  });
});

/** Names of strategies whose bucket with the token is such. */
function strategiesOf(
  { token }: RolloutScene,
  isSuch: (bucket: number) => boolean,
  count: number,
): readonly string[] {
  const names = Array.from({ length: 400 }, (_, index) => `strategy-${index}`);
  const found = names.filter((strategyId) =>
    isSuch(canaryBucketOf({ strategyId, tokenAddress: token })),
  );
  expect(found.length).toBeGreaterThanOrEqual(count);
  return found.slice(0, count);
}

describe('a canary', () => {
  it('trades really for the share of strategies that it names, up to its cap', async () => {
    const here = scene({ canaryShareBps: SHARE_BPS, canaryLamportsMax: String(AMOUNT_IN) });
    const ports = await here.open({ EXECUTION_STAGE: 'canary' });
    // The mint is new in every run and the share with it; some are chosen that are in it, some not.
    const inside = strategiesOf(here, (bucket) => bucket < SHARE_BPS, 5);
    const outside = strategiesOf(here, (bucket) => bucket >= SHARE_BPS, 10);
    for (const strategyId of [...inside, ...outside]) {
      const result = await ports.execution.execute(
        buy(here, `in-${strategyId}`, { strategyId, amountBaseUnits: '1000000' }),
      );
      expect(result.success, JSON.stringify(result)).toBe(true);
      expect(isReal(result), strategyId).toBe(inside.includes(strategyId));
    }
    await waitUntil(async () => (await ports.rollout.status()).shadow.trades > 0, {
      timeoutMs: FILLED_TIMEOUT_MS,
      description: 'a comparison of those outside',
    });
    const above = buy(here, 'above', {
      strategyId: inside[0] ?? '',
      amountBaseUnits: String(AMOUNT_IN + 1n),
    });
    expect(isReal(await ports.execution.execute(above))).toBe(false);
    const exit = await ports.execution.execute(sellAll(here, 'out'));
    expect(isReal(exit)).toBe(true);
    await filled(here, 'out');
    expect(await unitsOf(sandbox, here.token)).toBe(0n);
  });
});
