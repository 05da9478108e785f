import { ExecutionError } from '@quantbot/core';
import type { EndpointHealth, JournalFeed } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { ATTEMPT, MINT, tradeRecord } from '../testing/records.ts';
import { openServerHarness } from '../testing/serverHarness.ts';

const NO_FIGURES = { realisedLamports: -7n, feeLamports: 0n, volumeLamports: 0n };
const BOOKS: Partial<JournalFeed> = {
  bound: () => 'the-wallet',
  heldPositions: () => [
    { token: MINT, units: 50_000_000_000n, costLamports: 1_000_000_000n },
    { token: 'unknown', units: 1n, costLamports: 2n },
  ],
  newestOf: (_key, token) => (token === MINT ? tradeRecord({ attempts: [ATTEMPT] }) : undefined),
  lookAt: () => ({
    openTrades: 2,
    position: { units: 0n, costLamports: 0n, openCostLamports: 0n },
    account: {
      costLamports: 0n,
      openCostLamports: 0n,
      openLossLamports: 3n,
      openFeeLamports: 0n,
      openVolumeLamports: 0n,
      positions: 0n,
    },
    today: NO_FIGURES,
    ordersInWindow: 0,
  }),
};
const FACTS = {
  version: '1.2.3',
  cluster: 'sandbox',
  dryRun: false,
  mode: 'live',
  haltFilePath: '/data/HALT',
  operators: new Map([['http://node.example', 'operator-1']]),
} as const;

describe('the books', () => {
  it('show what is held and what it cost, to the base unit', async () => {
    const { app, headers } = await openServerHarness({}, BOOKS);
    const answer = await app.inject({ url: '/v1/positions', headers: headers('read') });
    expect(answer.json()).toEqual({
      positions: [
        {
          token: MINT,
          baseUnits: '50000000000',
          decimals: 6,
          costLamports: '1000000000',
          averagePrice: '0.00002',
        },
        { token: 'unknown', baseUnits: '1', costLamports: '2' },
      ],
    });
  });

  it('show how much of each limit is used', async () => {
    const limits = {
      tradeLamportsMax: 10n ** 20n,
      solReserveLamportsMin: 1n,
      openTradesMax: 3,
      dailyLossLamportsMax: 100n,
    };
    const { app, headers } = await openServerHarness({ facts: { ...FACTS, limits } }, BOOKS);
    const answer = await app.inject({ url: '/v1/limits', headers: headers('read') });
    expect(answer.json().limits).toEqual([
      expect.objectContaining({ gate: 'openTrades', limit: '3', used: '2', side: 'both' }),
      {
        gate: 'tradeSize',
        code: 'RISK__TRADE_EXCEEDS_MAXIMUM',
        side: 'buy',
        limit: '100000000000000000000',
        unit: 'lamports',
      },
      expect.objectContaining({ gate: 'dailyLoss', limit: '100', used: '10' }),
    ]);
  });

  it('have no limits where none are set', async () => {
    const { app, headers } = await openServerHarness({}, BOOKS);
    const answer = await app.inject({ url: '/v1/limits', headers: headers('read') });
    expect(answer.json()).toEqual({ limits: [] });
  });
});

describe('GET /v1/health', () => {
  const endpoint: EndpointHealth = {
    kind: 'node',
    label: 'http://node.example',
    purpose: 'sends',
    state: 'well',
    restMs: 0,
    lastFailure: undefined,
    latencyMs: undefined,
    perSecondMax: 50,
    budgetLeft: 49,
    calls: 1,
    failures: 0,
    skips: 0,
  };

  it('tells how nodes, block engines and lanes do, and what the token may', async () => {
    const { app, execution, headers } = await openServerHarness({}, BOOKS);
    execution.health = [
      endpoint,
      { ...endpoint, label: 'http://other.example:1', state: 'resting', restMs: 9, latencyMs: 3 },
      { ...endpoint, purpose: 'reads', state: 'resting' },
      {
        ...endpoint,
        kind: 'block-engine',
        label: 'https://engine.example',
        state: 'resting',
        lastFailure: { reason: 'it is away', ageMs: 5 },
      },
    ];
    execution.sources = [
      {
        kind: 'venue',
        label: 'jupiter',
        state: 'failing',
        lastNewsAgeMs: 900,
        lastFailure: { reason: 'it is away', ageMs: 5 },
        latencyMs: 40,
        calls: 3,
        failures: 1,
      },
      {
        kind: 'socket',
        label: 'wss://node.example',
        state: 'unused',
        lastNewsAgeMs: undefined,
        lastFailure: undefined,
        latencyMs: undefined,
        calls: 0,
        failures: 0,
      },
    ];
    const answer = await app.inject({ url: '/v1/health', headers: headers('control') });
    const { sources } = answer.json();
    expect(sources).toEqual([
      {
        kind: 'venue',
        label: 'jupiter',
        state: 'failing',
        lastNewsAgeMs: 900,
        lastError: { reason: 'it is away', ageMs: 5 },
        latencyMs: 40,
        calls: 3,
        failures: 1,
      },
      { kind: 'ws', label: 'wss://node.example', state: 'unused', calls: 0, failures: 0 },
    ]);
    expect(answer.json()).toMatchObject({
      wallet: 'the-wallet',
      cluster: 'sandbox',
      dryRun: false,
      version: '1.2.3',
      scopes: ['control'],
      rollout: false,
      breaker: { state: 'closed' },
      lanes: [
        { lane: 'jito', state: 'down', endpoints: 1, resting: 1 },
        { lane: 'rpc', state: 'degraded', endpoints: 2, resting: 1 },
      ],
      endpoints: [
        { label: 'http://node.example', kind: 'rpc', operator: 'operator-1', circuit: 'closed' },
        { operator: 'other.example', circuit: 'open', restMs: 9, latencyMs: 3 },
        { purpose: 'reads' },
        { kind: 'jito', operator: 'engine.example', lastError: { reason: 'it is away', ageMs: 5 } },
      ],
    });
  });
});

describe('GET /v1/statistics', () => {
  it('answers figures of the window that is asked for', async () => {
    const { app, headers } = await openServerHarness();
    const ask = async (query: string) =>
      app.inject({ url: `/v1/statistics${query}`, headers: headers('read') });
    expect((await ask('')).json()).toMatchObject({ windowMs: 3_600_000, trades: 0 });
    expect((await ask('?windowMs=60000')).json().windowMs).toBe(60_000);
    for (const bad of ['?windowMs=1', '?windowMs=9999999999', '?windowMs=x', '?since=1']) {
      expect((await ask(bad)).statusCode).toBe(400);
    }
  });
});

describe('the rollout', () => {
  it('is none where there is none', async () => {
    const { app, headers } = await openServerHarness();
    const answer = await app.inject({ url: '/v1/rollout', headers: headers('read') });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'SERVER__NO_ROLLOUT']);
  });

  it('is shown, and moved in the name of the token with a reason', async () => {
    const moves: unknown[] = [];
    const rollout = {
      status: async () => ({ stage: 'shadow' }),
      move: async (direction: string, decision: object) => {
        if (direction === 'back') {
          const context = { move: 'back', stage: 'shadow', reason: 'nothing lies before it' };
          throw new ExecutionError('ROLLOUT__MOVE_REFUSED', context);
        }
        moves.push([direction, decision]);
        return { stage: 'canary' };
      },
    };
    const { app, headers } = await openServerHarness({ rollout });
    const shown = await app.inject({ url: '/v1/rollout', headers: headers('read') });
    expect(shown.json()).toEqual({ stage: 'shadow' });
    const post = async (payload: object, scope: 'control' | 'trade' = 'control') =>
      app.inject({ method: 'POST', url: '/v1/rollout', payload, headers: headers(scope) });
    expect((await post({ move: 'advance', reason: 'a week went well' })).json()).toEqual({
      stage: 'canary',
    });
    expect(moves).toEqual([['advance', { reason: 'a week went well', by: 'token the-control' }]]);
    expect((await post({ move: 'advance' })).statusCode).toBe(400);
    expect((await post({ move: 'advance', reason: 'r' }, 'trade')).statusCode).toBe(403);
    expect((await post({ move: 'back', reason: 'r' })).json().code).toBe('ROLLOUT__MOVE_REFUSED');
  });
});
