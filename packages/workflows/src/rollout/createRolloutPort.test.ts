import { join } from 'node:path';

import type { ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createExecutionStubAdapter } from '../adapters/executionStubAdapter.ts';
import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createPortScene } from '../testing/rolloutPortScene.ts';
import { buy, failedTrade, openTestStore, sell } from '../testing/rolloutScene.ts';

describe('at each stage', () => {
  it.each([
    ['stub', 'stub', 0],
    ['shadow', 'stub', 1],
    ['canary', 'real', 0],
    ['live', 'real', 0],
  ] as const)('%s answers a buy with %s and %i runs beside it', async (stage, by, runs) => {
    const { trade, dry, shadow, telemetry } = createPortScene({ stage });
    expect((await trade(buy('k'))).txSignature).toBe(by);
    await shadow.idle();
    expect(dry.asked).toHaveLength(runs);
    expect(telemetry.metrics).toContainEqual(
      expect.objectContaining({ name: 'quantbot_rollout_routes_total', value: 1 }),
    );
  });

  it('the answer waits for nothing of the shadow, the making of it included', async () => {
    const { trade, dry, shadow, turn } = createPortScene({ stage: 'shadow' });
    const next = Promise.withResolvers<void>();
    turn.next = async () => next.promise;
    expect((await trade(buy('k'))).txSignature).toBe('stub');
    expect(dry.asked).toEqual([]);
    next.resolve();
    await shadow.idle();
    expect(dry.asked).toHaveLength(1);
  });

  it('goes no farther than the environment allows', async () => {
    const { trade } = createPortScene({ stage: 'live', ceiling: 'stub' });
    expect((await trade(buy('k'))).txSignature).toBe('stub');
  });

  it('sees at once what another process has moved', async () => {
    const { trade, moveTo } = createPortScene({ stage: 'shadow' });
    expect((await trade(buy('a'))).txSignature).toBe('stub');
    moveTo('live');
    expect((await trade(buy('b'))).txSignature).toBe('real');
    moveTo('shadow', 'back');
    expect((await trade(buy('c'))).txSignature).toBe('stub');
  });
});

describe('a key', () => {
  it('keeps its adapter whatever the rollout does', async () => {
    const { trade, moveTo, says } = createPortScene({ stage: 'shadow' });
    await trade(buy('early'));
    moveTo('live');
    await trade(buy('late'));
    says.holding = 'held';
    for (const stage of ['stub', 'live', 'canary', 'shadow'] as const) {
      moveTo(stage);
      expect((await trade(buy('early'))).txSignature).toBe('stub');
      expect((await trade(buy('late'))).txSignature).toBe('real');
    }
  });

  it('that the real journal knows is answered by the real side at every stage', async () => {
    const { trade, says, moveTo } = createPortScene({ stage: 'stub' });
    says.knownKeys = ['old', 'older'];
    expect((await trade(buy('old'))).txSignature).toBe('real');
    moveTo('live', 'step-down');
    expect((await trade(buy('older'))).txSignature).toBe('real');
  });

  it('under which something was signed is not free, whatever the answer says', async () => {
    const { trade, adapter, moveTo } = createPortScene({ stage: 'live' });
    const { answer } = adapter;
    const unknown = { success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' } as const;
    adapter.answer = () => ({ ...unknown, txSignature: 'signed', keyReusable: true });
    await trade(buy('k'));
    adapter.answer = answer;
    moveTo('shadow', 'back');
    expect((await trade(buy('k'))).txSignature).toBe('real');
  });

  it('with another request is refused by whichever side took it', async () => {
    const { trade, stub, says } = createPortScene({ stage: 'shadow' });
    await trade(buy('k'));
    says.holding = 'held';
    const result = await trade(sell('k'));
    expect(result).toMatchObject({
      success: false,
      status: 'denied',
      errorCode: 'IDEMPOTENCY__REQUEST_MISMATCH',
      idempotencyKey: 'k',
    });
    expect(stub.asked).toHaveLength(1);
  });

  it('that was denied may come again with another request', async () => {
    const { trade, stub, adapter, says } = createPortScene({ stage: 'shadow' });
    stub.answer = () => ({ success: false, errorCode: 'BREAKER__OPEN', keyReusable: true });
    await trade(buy('k'));
    says.holding = 'held';
    expect((await trade(sell('k'))).txSignature).toBe('real');
    expect(adapter.asked).toHaveLength(1);
  });
});

describe('a key that is free', () => {
  it('does not buy really once somebody has gone back', async () => {
    const { trade, adapter, moveTo } = createPortScene({ stage: 'live' });
    adapter.answer = () => ({ success: false, errorCode: 'BREAKER__OPEN', keyReusable: true });
    await trade(buy('k'));
    moveTo('shadow', 'back');
    expect((await trade(buy('k'))).txSignature).toBe('stub');
    expect(adapter.asked).toHaveLength(1);
  });

  const denial = { success: false, errorCode: 'EXECUTOR__QUEUE_FULL', keyReusable: true } as const;

  it.each([0, 5])(
    'stays with whoever came %i ms before and is still on its way under it',
    async (laterMs) => {
      const { trade, adapter, moveTo, clock } = createPortScene({ stage: 'live' });
      const first = Promise.withResolvers<ExecutionResult>();
      adapter.answer = async () => first.promise;
      const bought = trade(buy('k'));
      await expect.poll(() => adapter.asked).toHaveLength(1);
      clock.advance(laterMs);
      adapter.answer = () => denial;
      await trade(buy('k'));
      moveTo('shadow', 'back');
      adapter.answer = () => ({ success: true, txSignature: 'real' });
      expect((await trade(buy('k'))).txSignature).toBe('real');
      first.resolve({ success: true });
      await bought;
    },
  );

  it.each([0, 5])(
    'stays with whoever came %i ms later and is still on its way under it',
    async (laterMs) => {
      const { trade, adapter, moveTo, clock } = createPortScene({ stage: 'live' });
      const [first, second] = [0, 1].map(() => Promise.withResolvers<ExecutionResult>());
      adapter.answer = async () => first?.promise ?? denial;
      const denied = trade(buy('k'));
      await expect.poll(() => adapter.asked).toHaveLength(1);
      clock.advance(laterMs);
      adapter.answer = async () => second?.promise ?? denial;
      const bought = trade(buy('k'));
      await expect.poll(() => adapter.asked).toHaveLength(2);
      clock.advance(5);
      first?.resolve(denial);
      await denied;
      moveTo('shadow', 'back');
      adapter.answer = () => ({ success: true, txSignature: 'real' });
      expect((await trade(buy('k'))).txSignature).toBe('real');
      second?.resolve({ success: true });
      await bought;
    },
  );
});

describe('a key that was only rehearsed', () => {
  it('goes by the stage once it could be signed for, and not to the real side for ever', async () => {
    const path = join(rolloutDirectory(), 'rollout.sqlite');
    const dry = createPortScene({ stage: 'canary', dryRun: true, path });
    expect((await dry.trade(buy('k'))).txSignature).toBe('real');
    const live = createPortScene({ path });
    live.moveTo('shadow', 'back');
    expect((await live.trade(buy('k'))).txSignature).toBe('stub');
    expect(live.adapter.asked).toEqual([]);
  });
});

describe('a crash between the decision and the call', () => {
  it('sends the request the same way again, whatever was moved meanwhile', async () => {
    for (const [stage, later, by] of [
      ['live', 'shadow', 'real'],
      ['shadow', 'live', 'stub'],
    ] as const) {
      const path = join(rolloutDirectory(), 'rollout.sqlite');
      const before = createPortScene({ stage, path });
      const never = Promise.withResolvers<ExecutionResult>();
      const called = Promise.withResolvers<void>();
      const hang = async (): Promise<ExecutionResult> => {
        called.resolve();
        return never.promise;
      };
      before.stub.answer = hang;
      before.adapter.answer = hang;
      void before.trade(buy('k'));
      await called.promise;
      // Another process over the same file, in which the rollout is somewhere else.
      const after = createPortScene({ path });
      after.moveTo(later);
      expect((await after.trade(buy('k'))).txSignature).toBe(by);
      never.resolve({ success: true });
    }
  });

  it('is durable before the adapter is called', async () => {
    const { trade, adapter, path, clock } = createPortScene({ stage: 'live' });
    adapter.answer = () => {
      const seen = openTestStore(clock, path).decide('key k', ({ record }) => ({ record }));
      return { success: true, txSignature: JSON.stringify(seen) };
    };
    expect((await trade(buy('k'))).txSignature).toContain('"state":"decided"');
  });
});

describe('a step-down', () => {
  it('holds from the entry on that finds it, and exits stay real', async () => {
    const { trade, says, adapter, shadow, dry, store } = createPortScene({ stage: 'live' });
    says.trades = [3, 2, 1].map((age) => failedTrade(10_000_000 + age));
    expect((await trade(buy('k'))).txSignature).toBe('stub');
    await shadow.idle();
    expect(dry.asked).toHaveLength(1);
    expect(store.newestMove()).toMatchObject({ kind: 'step-down', stage: 'live' });
    says.holding = 'held';
    expect((await trade(sell('s'))).txSignature).toBe('real');
    expect(adapter.asked.map(({ side }) => side)).toEqual(['sell']);
  });

  it('is decided with the answer that shows it', async () => {
    const { trade, says, adapter, store, clock } = createPortScene({ stage: 'live' });
    adapter.answer = () => {
      clock.advance(250);
      says.conflicts = 1;
      return { success: false, errorCode: 'RISK__CONFLICT_UNRESOLVED' };
    };
    await trade(buy('k'));
    expect(store.newestMove()?.reason).toBe('real trades that contradict the chain: 1');
  });
});

describe('without a rollout', () => {
  it('answers as the environment says, and writes nothing down', async () => {
    for (const [ceiling, by] of [
      ['live', 'real'],
      ['stub', 'stub'],
    ] as const) {
      const { trade, store, says } = createPortScene({ begun: false, ceiling });
      // The stub beside a journal is the case below.
      says.knownKeys = [];
      expect((await trade(buy('k'))).txSignature).toBe(by);
      if (ceiling === 'live') {
        const { seen } = store.decide('key k', ({ record }) => ({ seen: record })) as {
          seen: unknown;
        };
        expect(seen).toBeUndefined();
      }
    }
  });

  it('a stub beside a journal sells really what the real side holds', async () => {
    const { trade, says } = createPortScene({ begun: false, ceiling: 'stub' });
    says.holding = 'held';
    expect((await trade(sell('s'))).txSignature).toBe('real');
    expect((await trade(buy('k'))).txSignature).toBe('stub');
  });
});

describe('what goes wrong', () => {
  it('with the file of the rollout reaches no adapter', async () => {
    const { trade, store, stub, adapter, port } = createPortScene();
    store.close();
    expect(await trade(buy('k'))).toMatchObject({
      errorCode: 'ROLLOUT__UNAVAILABLE',
      status: 'denied',
      keyReusable: true,
    });
    expect([stub.asked, adapter.asked]).toEqual([[], []]);
    expect(await port.isAvailable()).toBe(false);
  });

  it('with the file of the rollout denies no trade that is in the real journal', async () => {
    const { trade, store, says } = createPortScene();
    store.close();
    says.knownKeys = ['open'];
    expect((await trade(buy('open'))).txSignature).toBe('real');
    expect((await trade(buy('other'))).errorCode).toBe('ROLLOUT__UNAVAILABLE');
  });

  it('in an adapter is its own: nobody says that nothing happened', async () => {
    const { trade, adapter } = createPortScene({ stage: 'live' });
    adapter.answer = () => {
      throw new Error('lost');
    };
    await expect(trade(buy('k'))).rejects.toThrow('lost');
  });

  it('with the adapter that has the trade is told, and decided about by nobody', async () => {
    const known = createPortScene();
    known.store.close();
    known.says.knownKeys = ['open'];
    known.break();
    expect((await known.trade(buy('open'))).errorCode).toBe('ROLLOUT__EXIT_UNAVAILABLE');
    const unrouted = createPortScene({ begun: false });
    unrouted.break();
    expect(await unrouted.trade({ ...buy('k'), amount: -1 })).toMatchObject({
      status: 'denied',
      errorCode: 'CONFIG__FIELD_INVALID',
      idempotencyKey: 'k',
    });
  });

  it('after the answer takes it from nobody', async () => {
    const { trade, adapter, store, telemetry } = createPortScene({ stage: 'live' });
    adapter.answer = () => {
      store.close();
      return { success: true, txSignature: 'real' };
    };
    expect((await trade(buy('k'))).txSignature).toBe('real');
    expect(telemetry.events).toMatchObject([{ level: 'error', name: 'rollout.unnoted' }]);
  });

  it('with a request is refused by an adapter, and decided about by nobody', async () => {
    const { trade, adapter, store } = createPortScene({ stage: 'live' });
    const malformed = { ...buy('k'), amount: -1 };
    const refusing = createExecutionStubAdapter();
    adapter.answer = async (request) => refusing.execute(request);
    expect((await trade(malformed)).errorCode).toBe('VALIDATE__AMOUNT_NOT_POSITIVE');
    expect((await trade(null as never)).errorCode).toBe('VALIDATE__REQUEST_MALFORMED');
    const { seen } = store.decide('key k', ({ record }) => ({ seen: record })) as { seen: unknown };
    expect(seen).toBeUndefined();
  });
});

describe('is available', () => {
  it('when whoever may answer is', async () => {
    const { port, adapter, stub, moveTo } = createPortScene({ stage: 'shadow' });
    adapter.isClosed = true;
    expect(await port.isAvailable()).toBe(true);
    moveTo('canary');
    expect(await port.isAvailable()).toBe(false);
    moveTo('live', 'step-down');
    expect(await port.isAvailable()).toBe(true);
    moveTo('live', 'resume');
    expect(await port.isAvailable()).toBe(false);
    adapter.isClosed = false;
    stub.isClosed = true;
    expect(await port.isAvailable()).toBe(true);
    // The next trade may belong to either.
    moveTo('canary', 'back');
    expect(await port.isAvailable()).toBe(false);
    stub.isClosed = false;
    expect(await port.isAvailable()).toBe(true);
  });

  it('at the stage of the stub when the stub is, and not otherwise', async () => {
    const { port, adapter, stub } = createPortScene({ stage: 'stub' });
    adapter.isClosed = true;
    expect(await port.isAvailable()).toBe(true);
    stub.isClosed = true;
    expect(await port.isAvailable()).toBe(false);
  });

  it('without a rollout when the adapter is that the environment names', async () => {
    const live = createPortScene({ begun: false });
    live.stub.isClosed = true;
    expect(await live.port.isAvailable()).toBe(true);
    live.adapter.isClosed = true;
    expect(await live.port.isAvailable()).toBe(false);
  });

  it('never where the adapter cannot be made, and hides no defect', async () => {
    const { port, adapter } = createPortScene({ stage: 'live' });
    adapter.isAvailable = async () => Promise.reject(new TypeError('a defect'));
    await expect(port.isAvailable()).rejects.toThrow('a defect');
    const other = createPortScene({ begun: false });
    other.break();
    expect(await other.port.isAvailable()).toBe(false);
  });
});
