import { describe, expect, it } from 'vitest';

import type { HttpResponse } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { okResponse } from '../testing/fakeRpc.ts';
import { createTipLevels, TIP_ACCOUNTS } from './tipLevels.ts';

const STRANGER = 'So11111111111111111111111111111111111111112';

interface Engine {
  readonly endpoint?: string;
  readonly regions?: readonly string[];
  readonly accounts?: unknown;
  readonly floor?: unknown;
  readonly random?: number;
  readonly tipLamportsMax?: bigint;
  readonly down?: 'accounts' | 'floor';
}

function answerOf(given: unknown): HttpResponse {
  return okResponse(typeof given === 'string' ? given : JSON.stringify(given));
}

function setUp(engine: Engine = {}) {
  const { accounts = TIP_ACCOUNTS, floor = [{ landed_tips_50th_percentile: 0.00002 }] } = engine;
  const platform = createFakePlatform({
    random: () => engine.random ?? 0,
    http: ({ method, url }) => {
      if (url.includes('dead')) return new Error('connection refused');
      if (method === 'GET') return engine.down === 'floor' ? new Error('down') : answerOf(floor);
      if (engine.down === 'accounts') return new Error('down');
      return answerOf({ jsonrpc: '2.0', id: 1, result: accounts });
    },
  });
  const tips = createTipLevels({
    jitoEndpoints: engine.regions ?? [engine.endpoint ?? 'https://engine.example/SECRET'],
    platform,
    tipPercentile: 50,
    tipLamportsMax: engine.tipLamportsMax ?? 1_000_000n,
  });
  return { tips, platform };
}

describe('next', () => {
  it('names a known account and the percentile in lamports, rounded up', async () => {
    const { tips } = setUp({ floor: [{ landed_tips_50th_percentile: 0.0000200001 }] });
    expect(await tips.next()).toEqual({ account: TIP_ACCOUNTS[0], lamports: 20_001n });
  });

  it('asks the next region when one is dead', async () => {
    const { tips } = setUp({ regions: ['https://dead.example', 'https://alive.example'] });
    expect(await tips.next()).toMatchObject({ account: TIP_ACCOUNTS[0] });
    const dead = setUp({ regions: ['https://dead.example', 'https://dead-too.example'] });
    expect(await dead.tips.next()).toMatchObject({
      code: 'LANE__BLOCK_ENGINE_UNAVAILABLE',
      context: { endpoint: 'https://dead-too.example' },
    });
  });

  it.each([
    [0, 0],
    [0.125, 1],
    [0.9999999, 7],
  ])('chooses by chance: %f is account %i', async (random, index) => {
    expect(await setUp({ random }).tips.next()).toMatchObject({ account: TIP_ACCOUNTS[index] });
  });

  it.each([
    [0, 1_000n],
    [1e-9, 1_000n],
    [0.000001, 1_000n],
    [0.000001001, 1_001n],
    [0.001, 1_000_000n],
    [5, 1_000_000n],
    [1e200, 1_000_000n],
  ])('of a percentile of %d SOL pays %s', async (sol, lamports) => {
    const { tips } = setUp({ floor: [{ landed_tips_50th_percentile: sol }] });
    expect(await tips.next()).toMatchObject({ lamports });
  });

  it.each([
    ['nothing', ''],
    ['an empty list', []],
    ['another percentile only', [{ landed_tips_75th_percentile: 1 }]],
    ['text', [{ landed_tips_50th_percentile: '1' }]],
    ['a negative figure', [{ landed_tips_50th_percentile: -1 }]],
    ['an infinite figure', '[{"landed_tips_50th_percentile":1e999}]'],
    ['null', [{ landed_tips_50th_percentile: null }]],
  ])('pays the default when the statistics say %s', async (_case, floor) => {
    expect(await setUp({ floor }).tips.next()).toMatchObject({ lamports: 10_000n });
    expect(await setUp({ floor, tipLamportsMax: 2_000n }).tips.next()).toMatchObject({
      lamports: 2_000n,
    });
  });

  it('pays the default when the statistics are down', async () => {
    expect(await setUp({ down: 'floor' }).tips.next()).toMatchObject({ lamports: 10_000n });
  });

  it('never tips an account that is not known', async () => {
    const known = TIP_ACCOUNTS[3];
    const { tips } = setUp({ accounts: [STRANGER, known], random: 0.99 });
    expect(await tips.next()).toMatchObject({ account: known });
  });

  it.each([[[]], [[STRANGER]]])('is unavailable when the engine names %j', async (accounts) => {
    expect(await setUp({ accounts }).tips.next()).toMatchObject({
      code: 'LANE__BLOCK_ENGINE_UNAVAILABLE',
      context: { reason: 'it names none of the known tip accounts' },
    });
  });

  it.each([
    { down: 'accounts' as const },
    { accounts: 'x' },
    { accounts: [1] },
    { accounts: null },
  ])('is unavailable when the engine answers %j, without its secrets', async (engine) => {
    const tip = await setUp(engine).tips.next();
    expect(tip).toMatchObject({
      code: 'LANE__BLOCK_ENGINE_UNAVAILABLE',
      context: { endpoint: 'https://engine.example' },
    });
    expect(JSON.stringify(tip)).not.toContain('SECRET');
  });

  it.each([
    ['https://tokyo.mainnet.block-engine.jito.wtf', 'https://bundles.jito.wtf'],
    ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
    ['http://127.0.0.1:9/', 'http://127.0.0.1:9'],
    ['https://jito.wtf.attacker.example', 'https://jito.wtf.attacker.example'],
  ])('of the engine %s, asks %s for statistics', async (endpoint, host) => {
    const { tips, platform } = setUp({ endpoint });
    await tips.next();
    const asked = platform.requests.find(({ method }) => method === 'GET');
    expect(asked?.url).toBe(`${host}/api/v1/bundles/tip_floor`);
  });

  it('asks once for many trades', async () => {
    const { tips, platform } = setUp();
    await Promise.all([tips.next(), tips.next()]);
    await tips.next();
    expect(platform.requests).toHaveLength(2);
  });
});
