import { ExecutionError, fault } from '@quantbot/core';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';

import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import type { LocalOutcome } from '../platform/executorPlatform.ts';
import { createFakePlatform } from '../testing/fakePlatform.ts';
import { createFakeSockets, LOST, NOBODY, ownerSays } from '../testing/fakeSockets.ts';
import { planConfig } from '../testing/tradeFixtures.ts';
import { controlIdentityOf } from './controlIdentity.ts';
import { DirectoryShare, type Errand, type SharingExecutor } from './directoryShare.ts';

const LOCKED = new ExecutionError('JOURNAL__LOCKED', { path: 'data', waitedMs: 0 });
const BUDGET_MS = 20_000;

interface Scene {
  readonly answer?: Parameters<typeof createFakeSockets>[0];
  /** What taking the directory comes to, try by try; it is owned when they are used up. */
  readonly locked?: readonly unknown[];
}

function setUp({ answer, locked = [] }: Scene = {}) {
  const platform = createFakePlatform({ delays: 'at-once' });
  const config = planConfig({ platform, dataDirectory: 'data' });
  const sockets = createFakeSockets(answer);
  const tries = [...locked];
  const events: string[] = [];
  const executor: SharingExecutor = {
    own: vi.fn(async () => {
      const problem = tries.shift();
      if (problem !== undefined) throw problem;
    }),
    close: vi.fn(async () => undefined),
    executeAgain: vi.fn(async () => 'unused'),
    lookup: vi.fn(async () => 'unused'),
    cancel: vi.fn(async () => 'unused'),
    resolve: vi.fn(async () => 'unused'),
    reclaim: vi.fn(async () => 'unused'),
    reclaimable: vi.fn(async () => 'unused'),
    reconcile: vi.fn(async () => 'unused'),
    adoptHistory: vi.fn(async () => 'unused'),
    acknowledgeProgram: vi.fn(async () => 'unused'),
    programs: vi.fn(async () => 'unused'),
    resume: vi.fn(async () => 'unused'),
    tradingState: vi.fn(async () => 'unused'),
    changeTradingState: vi.fn(async () => 'unused'),
  };
  const share = new DirectoryShare({
    config,
    executor,
    sockets,
    identity: controlIdentityOf(config, 'wallet-1'),
    telemetry: {
      ...createExecutorTelemetry({ port: undefined, clock: config.clock, platform }),
      event: (_level, _name, details) => {
        events.push(details.message);
      },
    },
  });
  return { share, sockets, executor, events, platform };
}

const errand: Errand<string> = {
  budgetMs: BUDGET_MS,
  here: async () => 'here',
  there: () => ({ command: { name: 'resume' }, answer: z.string(), timeoutMs: 1 }),
};

const forEver = (problem: unknown) => Array.from({ length: 10_000 }, () => problem);

describe('an errand', () => {
  it('is run here when the directory is free, and others are served from then on', async () => {
    const { share, sockets, executor } = setUp();
    expect(await share.run(errand)).toBe('here');
    expect(await share.run(errand)).toBe('here');
    expect(share.isOwner()).toBe(true);
    expect([sockets.calls.length, sockets.served.length]).toEqual([0, 1]);
    expect(executor.own).toHaveBeenCalledTimes(1);
  });

  it('takes the directory once for many that come at once', async () => {
    const { share, sockets } = setUp();
    await Promise.all([share.run(errand), share.run(errand)]);
    expect(sockets.served).toHaveLength(1);
  });

  it('is run by the owner when there is one', async () => {
    const { share, sockets } = setUp({
      locked: forEver(LOCKED),
      answer: () => ownerSays({ value: 'there' }),
    });
    expect(await share.run(errand)).toBe('there');
    expect([share.isOwner(), sockets.served.length]).toEqual([false, 0]);
  });

  it.each<[string, LocalOutcome]>([
    ['does not listen yet', NOBODY],
    ['dies on the way', LOST],
  ])('is run by the next owner when the first %s', async (_, outcome) => {
    const { share } = setUp({
      locked: forEver(LOCKED),
      answer: (_call, number) => (number < 5 ? outcome : ownerSays({ value: 'there' })),
    });
    expect(await share.run(errand)).toBe('there');
  });

  it('is run here when the owner dies on the way and the directory is free then', async () => {
    const { share } = setUp({ locked: [LOCKED], answer: () => LOST });
    expect(await share.run(errand)).toBe('here');
    expect(share.isOwner()).toBe(true);
  });

  it('is told how long it has taken so far', async () => {
    const spent: number[] = [];
    const { share } = setUp({ locked: [LOCKED, LOCKED], answer: () => NOBODY });
    const told = { ...errand, here: async (ms: number) => String(spent.push(ms)) };
    await share.run(told);
    expect(spent[0]).toBeGreaterThanOrEqual(50);
  });

  it('that the owner refuses is refused with its words', async () => {
    const problem = fault('EXECUTOR__QUEUE_FULL', { mint: 'm', waiting: 1, waitingMax: 1 });
    const { share } = setUp({
      locked: forEver(LOCKED),
      answer: () => ownerSays({ fault: problem }),
    });
    await expect(share.run(errand)).rejects.toMatchObject({
      code: problem.code,
      message: problem.message,
    });
  });
});

describe('an errand without an answer', () => {
  it('was not asked of anybody, and says so', async () => {
    const { share, sockets } = setUp({ locked: forEver(LOCKED), answer: () => NOBODY });
    await expect(share.run(errand)).rejects.toMatchObject({
      code: 'CONTROL__OWNER_UNREACHABLE',
      context: { directory: 'data', reason: 'there is no control socket' },
    });
    expect(sockets.calls.length).toBeGreaterThan(50);
  });

  it('may have been done once somebody was asked', async () => {
    const { share } = setUp({
      locked: forEver(LOCKED),
      answer: (_call, number) => (number === 1 ? LOST : NOBODY),
    });
    await expect(share.run(errand)).rejects.toMatchObject({
      code: 'CONTROL__ANSWER_LOST',
      context: { asked: 'resume' },
    });
  });

  it.each([
    [
      'the next owner refuses to talk',
      [LOCKED, LOCKED],
      fault('CONTROL__BUSY', { calls: 1, callsMax: 1 }),
    ],
    [
      'the directory breaks',
      [LOCKED, new ExecutionError('JOURNAL__UNAVAILABLE', { path: 'p', reason: 'r' })],
      undefined,
    ],
  ])('may have been done, also when %s after that', async (_, locked, problem) => {
    const { share } = setUp({
      locked,
      answer: (_call, number) =>
        number === 1 || problem === undefined ? LOST : ownerSays({ fault: problem }),
    });
    await expect(share.run(errand)).rejects.toMatchObject({ code: 'CONTROL__ANSWER_LOST' });
  });

  it('ends with its budget, however often somebody is there', async () => {
    const { share, platform } = setUp({ locked: forEver(LOCKED), answer: () => LOST });
    await expect(share.run(errand)).rejects.toMatchObject({ code: 'CONTROL__ANSWER_LOST' });
    expect(platform.monotonicMs()).toBeGreaterThan(BUDGET_MS);
    expect(platform.monotonicMs()).toBeLessThan(2 * BUDGET_MS);
  });

  it('keeps what is wrong with the directory, if it is not another owner', async () => {
    const broken = new ExecutionError('JOURNAL__UNAVAILABLE', { path: 'p', reason: 'r' });
    const { share, sockets } = setUp({ locked: [broken] });
    await expect(share.run(errand)).rejects.toBe(broken);
    expect(sockets.calls).toEqual([]);
  });
});

describe('close', () => {
  it('ends the socket before the directory is free', async () => {
    const order: string[] = [];
    const { share, executor, sockets } = setUp();
    await share.run(errand);
    vi.mocked(executor.close).mockImplementation(async () => {
      order.push(`closed with ${sockets.closed()} sockets ended`);
    });
    await Promise.all([share.close(), share.close()]);
    expect(order).toEqual(['closed with 1 sockets ended']);
  });

  it('ends a call that waits, which may have been done', async () => {
    const asked = Promise.withResolvers<AbortSignal | undefined>();
    const { share } = setUp({
      locked: forEver(LOCKED),
      answer: async ({ signal }) => {
        asked.resolve(signal);
        const aborted = Promise.withResolvers<LocalOutcome>();
        signal?.addEventListener('abort', () => {
          aborted.resolve(LOST);
        });
        return aborted.promise;
      },
    });
    const waiting = share.run(errand);
    await asked.promise;
    await share.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CONTROL__ANSWER_LOST' });
    // What comes after is for the executor to refuse.
    expect(await share.run(errand)).toBe('here');
  });
});

it('trades without a socket when there can be none, and says so', async () => {
  const { share, events, sockets } = setUp();
  sockets.serve = async () => Promise.reject(new Error('no such place'));
  expect(await share.run(errand)).toBe('here');
  expect(events).toEqual(['the control socket of data fails: no such place']);
  await share.close();
});
