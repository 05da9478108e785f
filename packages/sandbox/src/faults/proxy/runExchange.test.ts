import { describe, expect, it } from 'vitest';

import { bodyOf, createExchange, createReply } from '../../testing/fakeExchange.ts';
import type { FaultAction } from '../plan/faultAction.ts';
import { createFaultDirector } from '../plan/faultDirector.ts';
import type { FaultPlan } from '../plan/faultPlan.ts';
import type { Outcome } from './exchange.ts';
import { runExchange, type ExchangeParts } from './runExchange.ts';

type Action = NonNullable<FaultPlan['rules']>[number]['action'];
const SUBJECT = { target: 'rpc', operator: 'one', method: 'getSlot' } as const;

/** A service that counts, behind the given faults. */
function setUp(actions: readonly Action[], parts: Partial<ExchangeParts> = {}) {
  const director = createFaultDirector(['one']);
  director.apply({ rules: actions.map((action) => ({ target: 'rpc', action })) });
  const forwarded: string[] = [];
  const run = (method = 'getSlot') =>
    runExchange(createExchange(method), {
      chosen: director.choose(SUBJECT),
      forward: ({ body }) => {
        forwarded.push(JSON.parse(body.toString()).method);
        return Promise.resolve(createReply(BigInt(forwarded.length)));
      },
      view: (_, reply) => Promise.resolve(reply),
      lie: (_, reply) => Promise.resolve(reply),
      ...parts,
    });
  return { run, forwarded, appliedKinds: () => director.log().map(({ kind }) => kind) };
}

function resultOf(outcome: Outcome): unknown {
  if (outcome.kind !== 'reply') return outcome.kind;
  const body = bodyOf(outcome.reply);
  return body === undefined ? outcome.reply.status : body;
}

describe('runExchange', () => {
  it('forwards once and answers what came back', async () => {
    const { run, forwarded } = setUp([]);
    expect(resultOf(await run())).toMatchObject({ result: 1n });
    expect(forwarded).toEqual(['getSlot']);
  });

  it.each<[Action, unknown]>([
    [{ kind: 'drop' }, 'close'],
    [{ kind: 'drop', how: 'silence' }, 'silence'],
    [{ kind: 'httpError', status: 429, retryAfterSeconds: 1 }, 429],
    [{ kind: 'httpError', status: 503 }, 503],
    [
      { kind: 'rpcError', code: -32_005, message: 'behind', data: { numSlotsBehind: 3 } },
      {
        jsonrpc: '2.0',
        error: { code: -32_005n, message: 'behind', data: { numSlotsBehind: 3n } },
        id: 1n,
      },
    ],
  ])('keeps a request from the service for %o', async (action, expected) => {
    const { run, forwarded, appliedKinds } = setUp([action]);
    expect(resultOf(await run())).toEqual(expected);
    expect(forwarded).toEqual([]);
    expect(appliedKinds()).toEqual([action.kind]);
  });

  it.each<[Action, unknown]>([
    [{ kind: 'loseReply' }, 'close'],
    [{ kind: 'loseReply', how: 'silence' }, 'silence'],
    [{ kind: 'loseReply', how: 'badGateway' }, 502],
    [{ kind: 'malformed', how: 'html' }, 200],
  ])('forwards although the client cannot see it for %o', async (action, expected) => {
    const { run, forwarded, appliedKinds } = setUp([action]);
    expect(resultOf(await run())).toEqual(expected);
    expect(forwarded).toEqual(['getSlot']);
    expect(appliedKinds()).toEqual([action.kind]);
  });

  it('sends copies and answers with the first', async () => {
    const { run, forwarded } = setUp([{ kind: 'duplicate', copies: 3 }]);
    expect(resultOf(await run())).toMatchObject({ result: 1n });
    expect(forwarded).toHaveLength(3);
  });

  it('lets the first fault that ends a request decide, and counts no other', async () => {
    const { run, appliedKinds } = setUp([
      { kind: 'loseReply' },
      { kind: 'httpError', status: 500 },
      { kind: 'drop' },
    ]);
    expect(resultOf(await run())).toBe(500);
    expect(appliedKinds()).toEqual(['httpError']);
  });

  it('forwards in reverse order, each after the one before was answered', async () => {
    const { run, forwarded } = setUp([{ kind: 'reorder', width: 3 }]);
    await Promise.all([run('first'), run('second'), run('third')]);
    expect(forwarded).toEqual(['third', 'second', 'first']);
  });

  it('delays the request, or the reply', async () => {
    const startedAtMs = performance.now();
    const early = setUp([{ kind: 'delay', delayMs: 30 }]);
    const waiting = early.run();
    expect(early.forwarded).toEqual([]);
    await waiting;
    const late = setUp([{ kind: 'delay', delayMs: 30, when: 'reply' }]);
    await late.run();
    expect(performance.now() - startedAtMs).toBeGreaterThan(55);
    expect([...early.appliedKinds(), ...late.appliedKinds()]).toEqual(['delay', 'delay']);
  });

  it('adds lags up and counts them when they change the answer', async () => {
    const lags: FaultAction[] = [
      { kind: 'lag', slots: 2 },
      { kind: 'lag', slots: 3 },
    ];
    const { run, appliedKinds } = setUp(lags, {
      view: (_, __, { lagSlots }) => Promise.resolve(createReply(BigInt(lagSlots))),
    });
    expect(resultOf(await run())).toMatchObject({ result: 5n });
    expect(appliedKinds()).toEqual(['lag', 'lag']);
    const still = setUp(lags);
    await still.run();
    expect(still.appliedKinds()).toEqual([]);
  });

  it('lets the next request go although the service failed the one before', async () => {
    const { run } = setUp([{ kind: 'reorder', width: 2 }], {
      forward: () => Promise.reject(new Error('down')),
    });
    const runs = await Promise.allSettled([run(), run()]);
    expect(runs.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
