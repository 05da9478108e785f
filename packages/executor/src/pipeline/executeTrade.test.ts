import { ExecutionError, fault } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';

import type { ChainNode } from '../chain/chainNode.ts';
import type { ExecutionAdapterConfig } from '../config/executionAdapterConfig.ts';
import { createFakeLane, createFakeParts } from '../testing/fakeParts.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { FIXTURE_NOW_MS } from '../testing/journalFixtures.ts';
import { preparedChain, quotingVenue } from '../testing/preparedChain.ts';
import { rosyAccounts } from '../testing/rosyAccounts.ts';
import { PLAN_KEY } from '../testing/tradeFixtures.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';
import { createKeypairSigner, type LocalSigner } from '../wallet/walletSigner.ts';
import { executeTrade } from './executeTrade.ts';

const WORDS = { by: 'ann', reason: 'stop', inFlight: 'reduce-only' } as const;
const HALT = { state: 'halted', origin: 'person', ...WORDS } as const;

interface Scene {
  readonly node?: Partial<ChainNode>;
  readonly venue?: SwapVenue;
  readonly config?: Partial<ExecutionAdapterConfig>;
  readonly mode?: 'live' | 'dry';
  /** What every commit of the journal waits for. */
  readonly nextTurn?: () => Promise<void>;
}

/** A trade that would run, and hooks to spoil it while it does. */
async function setUp(scene: Scene = {}) {
  const clock = { now: FIXTURE_NOW_MS };
  const hooks = {
    simulate: (): void => undefined,
    sign: (): void => undefined,
  };
  const signed: Uint8Array[] = [];
  const real = createKeypairSigner(PLAN_KEY);
  const signer: LocalSigner = {
    kind: 'local',
    address: real.address,
    sign: async (bytes) => {
      signed.push(bytes);
      hooks.sign();
      return real.sign(bytes);
    },
  };
  const platform = createFakePlatform();
  const chain = preparedChain();
  const node: Partial<ChainNode> = {
    ...chain,
    simulate: async (_wire, addresses) => {
      hooks.simulate();
      const accounts = rosyAccounts(addresses);
      return { slot: 1_000n, error: null, logs: [], computeUnits: 90_000n, accounts };
    },
    signatureStatuses: async (signatures) => ({
      slot: 1_001n,
      statuses: signatures.map(() => null),
    }),
    ...scene.node,
  };
  const rpc = createFakeLane('rpc');
  const jito = createFakeLane('jito');
  const all = await createFakeParts({
    platform,
    nodes: [node],
    lanes: { rpc, jito },
    ...(scene.nextTurn && { nextTurn: scene.nextTurn }),
    config: { clock: { nowMs: () => clock.now }, ...scene.config },
    parts: {
      signer,
      venue: scene.venue ?? {
        name: 'made-up',
        quote: async (request, signal) => {
          const quote = await quotingVenue().quote(request, signal);
          return { ...quote, askedAtMs: platform.monotonicMs() };
        },
      },
    },
  });
  const trade = all.admit({}, scene.mode);
  const { tradeId } = trade;
  const current = () => all.parts.log.current(tradeId);
  const run = async () => executeTrade(all.parts, tradeId);
  const cancel = () => {
    all.parts.log.record(tradeId, {
      name: 'TradeCancelled',
      result: { success: false, errorCode: 'TRADE__CANCELLED' },
    });
  };
  const reserved = () => all.parts.ledger.reservedBesides('another');
  const sent = () => [...jito.sent, ...rpc.sent];
  const made = { platform, clock, hooks, signed, tradeId, current, run, cancel, reserved, sent };
  return { ...all, ...made, rpc, jito };
}

const refusing = { slot: 1n, error: '"no"', logs: [], computeUnits: 0n, accounts: [] };

describe('executeTrade', () => {
  it.each([
    ['before the quote', 'venue'],
    ['while it is simulated', 'simulate'],
    ['while the signer signs', 'sign'],
  ] as const)('writes no signature down when trading is halted %s', async (_when, at) => {
    const scene = await setUp();
    const { run, hooks, parts, current, sent, names, tradeId, reserved, signed } = scene;
    const halt = (): void => {
      parts.trading.decide(HALT);
    };
    if (at === 'venue') halt();
    else hooks[at] = halt;
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'RISK__TRADING_HALTED' });
    expect(names(tradeId)).not.toContain('AttemptSigned');
    expect([sent().length, reserved()]).toEqual([0, 0n]);
    expect(signed).toHaveLength(at === 'sign' ? 1 : 0);
  });

  it('looks at the halt file right before a signature, and again before it is written down', async () => {
    for (const at of ['simulate', 'sign'] as const) {
      const { run, hooks, platform, current, names, tradeId } = await setUp();
      hooks[at] = () => {
        platform.setHaltFile({ kind: 'unreadable', reason: 'EIO' });
      };
      await run();
      expect(current()).toMatchObject({ status: 'denied', errorCode: 'RISK__TRADING_HALTED' });
      expect(names(tradeId)).not.toContain('AttemptSigned');
    }
  });

  it('signs nothing that the journal itself refuses, and sends nothing', async () => {
    const { run, hooks, journal, current, sent, names, tradeId, reserved } = await setUp();
    hooks.sign = () => {
      // Behind the back of everything that the process knows.
      journal.changeTrading(HALT);
    };
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'RISK__TRADING_HALTED' });
    expect(names(tradeId)).not.toContain('AttemptSigned');
    expect([sent().length, reserved()]).toEqual([0, 0n]);
  });

  it('has signature and bytes in the journal before a byte leaves', async () => {
    const { run, platform, current, sent, hooks, names, tradeId, reserved } = await setUp();
    hooks.sign = () => {
      expect(names(tradeId)).not.toContain('AttemptSigned');
      expect(sent()).toEqual([]);
    };
    const running = run();
    await platform.settle();
    expect(names(tradeId)).toContain('AttemptSigned');
    const { attempts } = current();
    expect(attempts).toMatchObject([
      {
        number: 1,
        deathHeight: '1182',
        signedAtSlot: '1000',
        amountIn: '100000000',
        quotedOut: '2000',
        minimumOut: '1980',
        baseFeeLamports: '5000',
        tipLamports: '10000',
        slippageBps: 100,
      },
    ]);
    const wires = sent().map((wire) => Buffer.from(wire).toString('base64'));
    expect(wires).toEqual([attempts[0]?.wireBase64]);
    expect(reserved()).toBeGreaterThan(100_000_000n);
    void running.catch(() => undefined);
  });

  it('lets no byte leave while the disk has not answered', async () => {
    const disk = Promise.withResolvers<void>();
    let isHeld = false;
    const scene = await setUp({
      config: { lanePolicy: 'race' },
      nextTurn: async () => (isHeld ? disk.promise : Promise.resolve()),
    });
    const { run, platform, hooks, names, tradeId, current, rpc, jito } = scene;
    hooks.sign = () => {
      isHeld = true;
    };
    void run().catch(() => undefined);
    await platform.advance(10_000);
    expect(names(tradeId)).toContain('AttemptSigned');
    expect([rpc.sent.length, jito.sent.length]).toEqual([0, 0]);

    isHeld = false;
    disk.resolve();
    await platform.settle();
    const wire = Buffer.from(current().attempts[0]?.wireBase64 ?? '', 'base64');
    expect([rpc.sent, jito.sent].map(([first]) => first && Buffer.from(first))).toEqual([
      wire,
      wire,
    ]);
  });

  it('makes no signature that the journal could not take', async () => {
    const { parts, tradeId, signed, sent } = await setUp();
    const log = {
      ...parts.log,
      assertWritable: () => {
        throw new ExecutionError('JOURNAL__UNAVAILABLE', { path: 'journal', reason: 'disk full' });
      },
    };
    await executeTrade({ ...parts, log }, tradeId);
    expect(signed).toEqual([]);
    expect(sent()).toEqual([]);
    expect(log.current(tradeId)).toMatchObject({ status: 'denied', attempts: [] });
  });

  it('denies when something breaks before the signature, and reserves nothing more', async () => {
    const { run, hooks, parts, current, reserved, sent, signed } = await setUp();
    hooks.sign = vi.fn().mockThrow(new Error('the card is gone'));
    const metric = vi.spyOn(parts.telemetry, 'metric');
    await run();
    const code = 'INTERNAL__UNEXPECTED';
    expect(metric).toHaveBeenCalledWith('quantbot_signer_errors_total', 1, { kind: 'local', code });
    expect(current()).toMatchObject({
      status: 'denied',
      errorCode: code,
      attempts: [],
      result: { success: false, status: 'denied' },
    });
    expect([reserved(), sent().length, signed.length]).toEqual([0n, 0, 1]);
  });

  it('leaves a trade open when something breaks after the signature', async () => {
    const { run, parts, current, reserved } = await setUp();
    Object.assign(parts.statuses, {
      watch: () => {
        throw new Error('no feed');
      },
    });
    await expect(run()).rejects.toThrow('no feed');
    expect(current()).toMatchObject({ status: 'executing', attempts: [{ number: 1 }] });
    expect(current().result).toBeUndefined();
    expect(reserved()).toBeGreaterThan(0n);
  });

  it('sends nothing when the signature could not be journalled', async () => {
    const { run, parts, sent, current } = await setUp();
    const log = { ...parts.log };
    Object.assign(parts.log, {
      record: (...given: Parameters<typeof log.record>) => {
        if (given[1]?.name === 'AttemptSigned') throw new Error('disk full');
        return log.record(...given);
      },
    });
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'INTERNAL__UNEXPECTED' });
    expect(sent()).toEqual([]);
  });

  it('signs nothing that was cancelled during the simulation', async () => {
    const { run, hooks, cancel, current, signed, reserved } = await setUp();
    hooks.simulate = cancel;
    await run();
    expect(current().status).toBe('cancelled');
    expect([signed.length, reserved()]).toEqual([0, 0n]);
  });

  it('sends nothing that was cancelled while it was being signed', async () => {
    const { run, hooks, cancel, current, sent, reserved } = await setUp();
    hooks.sign = cancel;
    await run();
    expect(current()).toMatchObject({ status: 'cancelled', attempts: [] });
    expect([sent().length, reserved()]).toEqual([0, 0n]);
  });

  it('asks nobody about a trade that was cancelled while it stood in line', async () => {
    const asked: string[] = [];
    const venue: SwapVenue = {
      name: 'made-up',
      quote: async (request, signal) => {
        asked.push(request.outputMint);
        return quotingVenue().quote(request, signal);
      },
    };
    const { run, cancel } = await setUp({ venue });
    cancel();
    await run();
    expect(asked).toEqual([]);
  });

  it('gives the reservation of a cancelled trade back when its stages break', async () => {
    const { run, hooks, cancel, parts, tradeId, reserved } = await setUp();
    hooks.sign = () => {
      cancel();
      throw new Error('broken');
    };
    await expect(run()).rejects.toThrow('broken');
    expect(parts.log.current(tradeId).status).toBe('cancelled');
    expect(reserved()).toBe(0n);
  });

  it('signs nothing once the adapter closes', async () => {
    const { run, hooks, closing, current, signed, reserved } = await setUp();
    hooks.simulate = () => {
      closing.abort();
    };
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'EXECUTOR__CLOSED' });
    expect([signed.length, reserved()]).toEqual([0, 0n]);
  });

  it('denies what a hold on the wallet forbids to sign', async () => {
    const { run, hooks, parts, current, signed, reserved } = await setUp();
    hooks.simulate = () => {
      parts.hold.set(fault('EXECUTOR__CLOSED'));
    };
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'EXECUTOR__CLOSED' });
    expect(signed).toEqual([]);
    expect(reserved()).toBe(0n);
  });

  it('leaves a trade as it is when closing breaks it', async () => {
    const { run, parts, closing, current } = await setUp();
    parts.feeLevels.remember = () => {
      closing.abort();
      throw new Error('broken');
    };
    await expect(run()).rejects.toThrow('broken');
    expect(current().status).toBe('admitted');
  });

  it('signs nothing once the deadline has come', async () => {
    const { run, hooks, clock, current, signed, reserved } = await setUp();
    hooks.simulate = () => {
      clock.now = FIXTURE_NOW_MS + 90_000;
    };
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'DEADLINE__EXPIRED' });
    expect([signed.length, reserved()]).toEqual([0, 0n]);
  });

  it('signs in the last millisecond before the deadline', async () => {
    const { run, hooks, clock, platform, current } = await setUp();
    hooks.simulate = () => {
      clock.now = FIXTURE_NOW_MS + 89_999;
    };
    void run().catch(() => undefined);
    await platform.settle();
    expect(current().status).toBe('executing');
  });

  it.each([
    [5_000, 'executing'],
    [5_001, 'denied'],
  ] as const)('holds a quote of %d ms for good enough or not: %s', async (ageMs, status) => {
    const platform = createFakePlatform();
    const venue = quotingVenue({ askedAtMs: platform.monotonicMs() - ageMs });
    const { run, platform: machine, current, signed } = await setUp({ venue });
    void run().catch(() => undefined);
    await machine.settle();
    expect(current().status).toBe(status);
    expect(signed).toHaveLength(status === 'executing' ? 1 : 0);
    if (status === 'denied') expect(current().errorCode).toBe('QUOTE__STALE');
  });

  it('denies what the simulation refuses', async () => {
    const node: Partial<ChainNode> = {
      simulate: async () => refusing,
    };
    const { run, current, signed, reserved } = await setUp({ node });
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'SIMULATE__FAILED' });
    expect([signed.length, reserved()]).toEqual([0, 0n]);
  });

  it('rehearses up to the signature and not beyond', async () => {
    const { run, current, signed, sent, reserved, names, tradeId } = await setUp({
      config: { dryRun: true },
      mode: 'dry',
    });
    await run();
    expect(current()).toMatchObject({
      status: 'filled',
      result: { success: true, dryRun: true, attempts: 0 },
    });
    expect(names(tradeId).at(-1)).toBe('TradeRehearsed');
    expect([signed.length, sent().length, reserved()]).toEqual([0, 0, 0n]);
  });

  it('does not sign a live trade in dry-run, even if one gets that far', async () => {
    const { run, current, signed } = await setUp({ config: { dryRun: true } });
    await run();
    expect(current()).toMatchObject({ status: 'denied', errorCode: 'INTERNAL__UNEXPECTED' });
    expect(current().result?.error).toContain('INV-03');
    expect(signed).toEqual([]);
  });

  it('rehearses nothing that was cancelled', async () => {
    const { run, hooks, cancel, current } = await setUp({ config: { dryRun: true }, mode: 'dry' });
    hooks.simulate = cancel;
    await run();
    expect(current().status).toBe('cancelled');
  });
});
