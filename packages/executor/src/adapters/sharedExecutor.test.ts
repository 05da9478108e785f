import { ExecutionError, fault, type ExecutionResult } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import type { Adoption } from '../history/historyNotes.ts';
import type { LocalCall, LocalOutcome } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createFakeSockets, LOST, NOBODY, ownerSays } from '../testing/fakeSockets.ts';
import { FIXTURE_REQUEST } from '../testing/journalFixtures.ts';
import { planConfig } from '../testing/tradeFixtures.ts';
import type { ReclaimReport, WalletReconciliation } from './executionAdapter.ts';
import type { OwnedExecutor } from './executor.ts';
import { createSharedExecutor } from './sharedExecutor.ts';

const LOCKED = new ExecutionError('JOURNAL__LOCKED', { path: 'data', waitedMs: 0 });
const KEYED = { ...FIXTURE_REQUEST, idempotencyKey: 'key-1' };
const FILLED: ExecutionResult = { success: true, status: 'filled', idempotencyKey: 'key-1' };
const SETTLING: ExecutionResult = { ...FILLED, status: 'settling' };

const PIN = { program: 'P', identity: 'slot 7', atMs: 1, by: 'ann', reason: 'r' };
const STANDINGS = [{ program: 'P', state: 'changed' as const, pin: PIN, found: 'slot 8' }];
const ADOPTION: Adoption = { number: 1, atMs: 2, by: 'ann', reason: 'r', alsoAdopted: ['s'] };

interface Scene {
  /** Times that the directory cannot be taken. */
  readonly locked?: number;
  readonly answer?: (call: LocalCall, number: number) => LocalOutcome;
  readonly config?: Partial<ExecutionAdapterConfig>;
}

const RECLAIMABLE: ReclaimReport = {
  wallet: 'wallet-1',
  accounts: [
    {
      address: 'a',
      mint: 'm',
      tokenProgram: 'p',
      lamports: 10n ** 20n,
      units: 0n,
      verdict: 'foreign-close-authority',
    },
  ],
};

const RECONCILED: WalletReconciliation = {
  wallet: 'wallet-1',
  assets: [
    {
      asset: 'SOL',
      decimals: 9,
      openTrades: 1,
      expectedUnits: 10n ** 20n,
      foundUnits: 7n,
      verdict: 'deficit',
    },
  ],
  historyProblem: fault('EXECUTOR__CLOSED'),
};

const OUTCOME = {
  state: 'halted' as const,
  openTrades: 1,
  reason: 'r',
  change: {
    number: 1,
    atMs: 5,
    state: 'halted' as const,
    origin: 'person' as const,
    by: 'ann',
    reason: 'r',
    inFlight: 'reduce-only' as const,
  },
  inFlight: [
    {
      key: 'k',
      side: 'buy' as const,
      tokenAddress: 'm',
      signature: 's',
      deathHeight: '1182',
      isKeptBack: true,
    },
  ],
};

function setUp({ locked = 10_000, answer = () => NOBODY, config = {} }: Scene = {}) {
  const platform = createFakePlatform({ delays: 'at-once' });
  const sockets = createFakeSockets(answer);
  let left = locked;
  const local = {
    own: vi.fn(async () => {
      left -= 1;
      if (left >= 0) throw LOCKED;
    }),
    execute: vi.fn(async () => FILLED),
    executeAgain: vi.fn(async () => FILLED),
    isAvailable: vi.fn(async () => true),
    lookup: vi.fn(async () => FILLED),
    cancel: vi.fn(async () => undefined),
    resolve: vi.fn(async () => ({ ...FILLED, status: 'resolved' as const })),
    reclaim: vi.fn(async () => null),
    reclaimable: vi.fn(async () => RECLAIMABLE),
    reconcile: vi.fn(async () => RECONCILED),
    adoptHistory: vi.fn(async () => ADOPTION),
    acknowledgeProgram: vi.fn(async () => PIN),
    programs: vi.fn(async () => STANDINGS),
    resume: vi.fn(async () => ({ followed: ['a'] })),
    tradingState: vi.fn(async () => ({ state: 'active' as const, openTrades: 0 })),
    changeTradingState: vi.fn(async () => OUTCOME),
    endpointHealth: vi.fn(async () => []),
    sourceHealth: vi.fn(async () => []),
    idle: vi.fn(async () => undefined),
    close: vi.fn(async () => undefined),
  } satisfies OwnedExecutor;
  const adapter = createSharedExecutor({
    config: planConfig({ platform, ...config }),
    local,
    sockets,
    wallet: 'wallet-1',
  });
  return { adapter, local, sockets };
}

function commandOf(call: LocalCall | undefined): Record<string, unknown> {
  return (JSON.parse(call?.body ?? '') as { command: Record<string, unknown> }).command;
}

describe('the owner', () => {
  it('does everything itself', async () => {
    const { adapter, local, sockets } = setUp({ locked: 0 });
    expect(await adapter.execute(KEYED)).toBe(FILLED);
    expect(await adapter.execute(KEYED)).toBe(FILLED);
    expect([local.executeAgain.mock.calls.length, local.execute.mock.calls.length]).toEqual([1, 1]);
    expect(await adapter.lookup('key-1')).toBe(FILLED);
    expect(await adapter.cancel('nobody')).toBeUndefined();
    const decision = { as: 'dead', reason: 'gone', by: 'ops' } as const;
    expect(await adapter.resolve('key-1', decision)).toMatchObject({ status: 'resolved' });
    expect(local.resolve.mock.calls).toEqual([['key-1', decision]]);
    expect(await adapter.resume()).toEqual({ followed: ['a'] });
    expect(await adapter.isAvailable()).toBe(true);
    await adapter.idle();
    await adapter.close();
    expect(local.close).toHaveBeenCalledTimes(1);
    expect([sockets.calls.length, sockets.closed()]).toEqual([0, 1]);
  });
});

describe('another process', () => {
  it('has the owner write down what a person decided', async () => {
    const resolved = { ...FILLED, status: 'resolved' };
    const { adapter, sockets } = setUp({ answer: () => ownerSays({ value: resolved }) });
    const decision = { as: 'dead', signature: 's', reason: 'gone', by: 'ops' } as const;
    expect(await adapter.resolve('key-1', decision)).toEqual(resolved);
    expect(commandOf(sockets.calls[0])).toEqual({
      name: 'resolve',
      key: 'key-1',
      resolution: decision,
    });
  });

  it('has the owner trade, within what is left of its time', async () => {
    const { adapter, sockets } = setUp({
      answer: (_call, number) => (number < 3 ? NOBODY : ownerSays({ value: FILLED })),
    });
    expect(await adapter.execute({ ...KEYED, deadlineMs: 1_000, waitMs: 2_000 })).toEqual(FILLED);
    const { name, request, asked } = commandOf(sockets.calls[2]);
    const { deadlineMs, waitMs } = request as { deadlineMs: number; waitMs: number };
    expect([name, (request as typeof KEYED).idempotencyKey]).toEqual(['execute', 'key-1']);
    expect(deadlineMs).toBeLessThan(1_000);
    expect(waitMs - deadlineMs).toBe(1_000);
    expect(asked).toMatchObject({ keyWhenNew: 'key-1', askedMsAgo: 1_000 - deadlineMs });
  });

  it('asks again under one key that it made before the first byte', async () => {
    const { adapter, local, sockets } = setUp({ locked: 2, answer: () => LOST });
    await adapter.execute(FIXTURE_REQUEST);
    const keys = sockets.calls.map((call) => commandOf(call)['asked']);
    expect(keys).toMatchObject([
      { keyWhenNew: 'derived-unique-1' },
      { keyWhenNew: 'derived-unique-1' },
    ]);
    expect(local.executeAgain.mock.calls).toMatchObject([
      [{ waitMs: expect.any(Number) }, { keyWhenNew: 'derived-unique-1' }],
    ]);
  });

  it('hands a trade over also when its caller waits for nothing', async () => {
    const { adapter, sockets } = setUp({
      answer: (_call, number) => (number < 9 ? NOBODY : ownerSays({ value: SETTLING })),
    });
    expect(await adapter.execute({ ...KEYED, waitMs: 0 })).toEqual(SETTLING);
    expect(commandOf(sockets.calls[8])).toMatchObject({ request: { waitMs: 0 } });
  });

  it('asks nobody for what can never be a trade', async () => {
    const { adapter, sockets } = setUp({ config: { derivedKeys: 'refuse' } });
    const denied = { success: false, status: 'denied' };
    expect(await adapter.execute({ ...KEYED, amount: Number.NaN })).toMatchObject(denied);
    expect(await adapter.execute(null as never)).toMatchObject(denied);
    expect(await adapter.execute(FIXTURE_REQUEST)).toMatchObject({
      ...denied,
      errorCode: 'IDEMPOTENCY__KEY_REQUIRED',
    });
    expect(sockets.calls).toEqual([]);
  });

  it('says that nothing was asked when nobody answers', async () => {
    const { adapter } = setUp();
    expect(await adapter.execute(KEYED)).toMatchObject({
      success: false,
      status: 'denied',
      errorCode: 'CONTROL__OWNER_UNREACHABLE',
    });
    expect(await adapter.isAvailable()).toBe(false);
  });

  it('never calls a trade denied that the owner may have begun', async () => {
    const { adapter } = setUp({ answer: (_call, number) => (number === 1 ? LOST : NOBODY) });
    const result = await adapter.execute(KEYED);
    expect(result).toMatchObject({
      success: false,
      errorCode: 'CONTROL__ANSWER_LOST',
      idempotencyKey: 'key-1',
    });
    expect(result.status).toBeUndefined();
  });

  it('asks the owner about keys and its state', async () => {
    const { adapter } = setUp({
      answer: (call) => {
        const { name } = commandOf(call);
        if (name === 'tradingState') {
          return ownerSays({ value: { state: 'halted', openTrades: 2, reason: 'r' } });
        }
        return ownerSays({ value: name === 'lookup' ? null : SETTLING });
      },
    });
    expect(await adapter.lookup('key-1')).toBeUndefined();
    expect(await adapter.cancel('key-1')).toEqual(SETTLING);
    expect(await adapter.tradingState()).toEqual({ state: 'halted', openTrades: 2, reason: 'r' });
    expect(await adapter.isAvailable()).toBe(false);
  });
});

it('has the owner decide about trading, or decides itself, with what it was told', async () => {
  const decision = { state: 'halted', reason: 'r', by: 'ann' } as const;
  const whole = { ...decision, inFlight: 'reduce-only' };
  const asking = setUp({ answer: () => ownerSays({ value: OUTCOME }) });
  expect(await asking.adapter.changeTradingState(decision)).toEqual(OUTCOME);
  expect(commandOf(asking.sockets.calls[0])).toEqual({
    name: 'changeTradingState',
    decision: whole,
  });
  const owning = setUp({ locked: 0 });
  await owning.adapter.changeTradingState({ ...decision, inFlight: 'drop' });
  expect(owning.local.changeTradingState).toHaveBeenCalledWith({ ...whole, inFlight: 'drop' });
});

it.each([
  [{ state: 'active' }, true],
  [{ state: 'reducing' }, false],
  [{ state: 'reducing', wantsProbe: true }, true],
  [{ state: 'halted' }, false],
] as const)('is as available as an owner whose trading is %j', async (state, isAvailable) => {
  const { adapter } = setUp({ answer: () => ownerSays({ value: { ...state, openTrades: 0 } }) });
  expect(await adapter.isAvailable()).toBe(isAvailable);
});

it('says soon that no owner took a decision, so that other means are tried', async () => {
  const { adapter, sockets } = setUp({ answer: () => LOST });
  const decision = { state: 'halted', reason: 'r', by: 'ann' } as const;
  await expect(adapter.changeTradingState(decision)).rejects.toMatchObject({
    code: 'CONTROL__ANSWER_LOST',
  });
  expect(sockets.calls.every(({ timeoutMs }) => timeoutMs <= 3_000)).toBe(true);
});

it('has the owner adopt the history of the wallet, or does it itself', async () => {
  const decision = { reason: 'r', by: 'ann' };
  const asking = setUp({ answer: () => ownerSays({ value: ADOPTION }) });
  expect(await asking.adapter.adoptHistory(decision)).toEqual(ADOPTION);
  expect(commandOf(asking.sockets.calls[0])).toEqual({ name: 'adoptHistory', ...decision });
  const owning = setUp({ locked: 0 });
  expect(await owning.adapter.adoptHistory(decision)).toBe(ADOPTION);
});

it('has the owner take a deployment for good, or does it itself', async () => {
  const decision = { program: 'P', reason: 'r', by: 'ann' };
  const asking = setUp({ answer: () => ownerSays({ value: PIN }) });
  expect(await asking.adapter.acknowledgeProgram(decision)).toEqual(PIN);
  expect(commandOf(asking.sockets.calls[0])).toEqual({ name: 'acknowledgeProgram', ...decision });
  const owning = setUp({ locked: 0 });
  expect(await owning.adapter.acknowledgeProgram(decision)).toBe(PIN);
});

it('has the owner tell how programs stand, or does it itself', async () => {
  const asking = setUp({ answer: () => ownerSays({ value: STANDINGS }) });
  expect(await asking.adapter.programs()).toEqual(STANDINGS);
  expect(commandOf(asking.sockets.calls[0])).toEqual({ name: 'programs' });
  const owning = setUp({ locked: 0 });
  expect(await owning.adapter.programs()).toBe(STANDINGS);
});

it('has the owner hold the wallet against the journal, or does it itself', async () => {
  const asking = setUp({ answer: () => ownerSays({ value: RECONCILED }) });
  expect(await asking.adapter.reconcile()).toEqual(RECONCILED);
  expect(commandOf(asking.sockets.calls[0])).toEqual({ name: 'reconcile' });
  const owning = setUp({ locked: 0 });
  expect(await owning.adapter.reconcile()).toBe(RECONCILED);
});

it('has the owner close token accounts, or does it itself', async () => {
  const asking = setUp({ answer: () => ownerSays({ value: null }) });
  expect(await asking.adapter.reclaim()).toBeNull();
  expect(commandOf(asking.sockets.calls[0])).toEqual({ name: 'reclaim' });
  const owning = setUp({ locked: 0 });
  expect(await owning.adapter.reclaim()).toBeNull();
  expect(owning.local.reclaim).toHaveBeenCalledTimes(1);
});

it('has the owner list the token accounts, or does it itself', async () => {
  const asking = setUp({ answer: () => ownerSays({ value: RECLAIMABLE }) });
  expect(await asking.adapter.reclaimable()).toEqual(RECLAIMABLE);
  expect(commandOf(asking.sockets.calls[0])).toEqual({ name: 'reclaimable' });
  const owning = setUp({ locked: 0 });
  expect(await owning.adapter.reclaimable()).toBe(RECLAIMABLE);
});

describe('idle', () => {
  it('waits until the owner has seen everything through', async () => {
    let looks = 0;
    const { adapter } = setUp({
      answer: (call) => {
        const { name } = commandOf(call);
        if (name === 'resume') return ownerSays({ value: { followed: ['other'] } });
        if (name === 'execute') return ownerSays({ value: SETTLING });
        looks += 1;
        return ownerSays({ value: looks < 5 ? SETTLING : FILLED });
      },
    });
    await adapter.execute(KEYED);
    await adapter.resume();
    await adapter.idle();
    expect(looks).toBe(6);
    await adapter.idle();
    expect(looks).toBe(6);
  });

  it('goes on here with what the owner left', async () => {
    const { adapter, local } = setUp({
      locked: 2,
      answer: (_call, number) => (number === 1 ? ownerSays({ value: SETTLING }) : LOST),
    });
    await adapter.execute(KEYED);
    local.lookup.mockResolvedValue(SETTLING);
    await adapter.idle();
    expect(local.resume).toHaveBeenCalledTimes(1);
    expect(local.idle).toHaveBeenCalledTimes(1);
  });
});
