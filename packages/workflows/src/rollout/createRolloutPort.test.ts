import { join } from 'node:path';

import { ExecutionError, type AnyExecutionRequest, type ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createExecutionStubAdapter } from '../adapters/executionStubAdapter.ts';
import { rolloutDirectory } from '../platform/testing/rolloutDirectory.ts';
import { createManualClock } from '../testing/manualClock.ts';
import { createRecordingTelemetry } from '../testing/recordingTelemetry.ts';
import {
  buy,
  createJournalScene,
  createNotedAdapter,
  failedTrade,
  openTestStore,
  sell,
} from '../testing/rolloutScene.ts';
import { createRolloutPort } from './createRolloutPort.ts';
import { createRealSide } from './realSide.ts';
import { DEFAULT_ROLLOUT, type RolloutRules } from './rolloutSettings.ts';
import type { RolloutStage } from './rolloutStage.ts';
import type { RolloutMoveKind } from './rolloutStore.ts';
import { ShadowRunner } from './shadowRunner.ts';
import { StepDownWatch } from './stepDownWatch.ts';

interface SceneOptions {
  readonly stage?: RolloutStage;
  readonly ceiling?: RolloutStage;
  readonly rules?: Partial<RolloutRules>;
  readonly path?: string;
  readonly begun?: boolean;
  readonly dryRun?: boolean;
}

/** Both adapters, a journal that says what a test wants, and the port before them. */
function scene(options: SceneOptions = {}) {
  const { stage = 'shadow', ceiling = 'live', begun = true, dryRun = false } = options;
  const clock = createManualClock(10_000_000);
  const path = options.path ?? join(rolloutDirectory(), 'rollout.sqlite');
  const store = openTestStore(clock, path);
  const rules = { ...DEFAULT_ROLLOUT, canaryShareBps: 10_000, ...options.rules };
  const problem = { isThere: false };
  const { says, reader } = createJournalScene();
  const stub = createNotedAdapter('stub');
  const adapter = createNotedAdapter('real');
  const dry = createNotedAdapter('dry');
  const telemetry = createRecordingTelemetry();
  const real = createRealSide({
    create: () => {
      if (problem.isThere) {
        const context = { source: 'The environment', problems: ['no wallet'] };
        throw new ExecutionError('CONFIG__FIELD_INVALID', context);
      }
      return adapter;
    },
    hasJournal: () => true,
    openJournal: () => reader,
  });
  const shadow = new ShadowRunner({ create: () => dry, rules, clock, telemetry });
  const watch = new StepDownWatch({ rules, real, dryRun, clock, telemetry });
  const file = {
    found: () => (begun ? store : undefined),
    open: () => store,
    close: () => undefined,
  };
  const port = createRolloutPort({
    ceiling: { stage: ceiling, says: 'a test' },
    rules,
    dryRun,
    stub,
    real,
    shadow,
    watch,
    file,
    clock,
    telemetry,
    derivedKeyWindowMs: 60_000,
  });
  const moveTo = (to: RolloutStage, kind: RolloutMoveKind = 'advance'): void => {
    const isSteppedDown = kind === 'step-down';
    const after = store.newestMove()?.number ?? 0;
    store.move({ kind, stage: to, isSteppedDown, by: 'ann', reason: 'r' }, after);
    store.markReduced(after + 1);
  };
  if (begun && store.newestMove() === undefined) moveTo(stage);
  const trade = async (request: AnyExecutionRequest): Promise<ExecutionResult> =>
    port.execute(request);
  const breakReal = (): void => {
    problem.isThere = true;
  };
  return {
    port,
    trade,
    store,
    says,
    break: breakReal,
    stub,
    adapter,
    dry,
    shadow,
    clock,
    telemetry,
    moveTo,
    path,
  };
}

describe('at each stage', () => {
  it.each([
    ['stub', 'stub', 0],
    ['shadow', 'stub', 1],
    ['canary', 'real', 0],
    ['live', 'real', 0],
  ] as const)('%s answers a buy with %s and %i runs beside it', async (stage, by, runs) => {
    const { trade, dry, shadow, telemetry } = scene({ stage });
    expect((await trade(buy('k'))).txSignature).toBe(by);
    await shadow.idle();
    expect(dry.asked).toHaveLength(runs);
    expect(telemetry.metrics[0]).toMatchObject({ name: 'rollout.routes', value: 1 });
  });

  it('goes no farther than the environment allows', async () => {
    const { trade } = scene({ stage: 'live', ceiling: 'stub' });
    expect((await trade(buy('k'))).txSignature).toBe('stub');
  });

  it('sees at once what another process has moved', async () => {
    const { trade, moveTo } = scene({ stage: 'shadow' });
    expect((await trade(buy('a'))).txSignature).toBe('stub');
    moveTo('live');
    expect((await trade(buy('b'))).txSignature).toBe('real');
    moveTo('shadow', 'back');
    expect((await trade(buy('c'))).txSignature).toBe('stub');
  });
});

describe('a key', () => {
  it('keeps its adapter whatever the rollout does', async () => {
    const { trade, moveTo, says } = scene({ stage: 'shadow' });
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
    const { trade, says, moveTo } = scene({ stage: 'stub' });
    says.knownKeys = ['old', 'older'];
    expect((await trade(buy('old'))).txSignature).toBe('real');
    moveTo('live', 'step-down');
    expect((await trade(buy('older'))).txSignature).toBe('real');
  });

  it('with another request is refused by whichever side took it', async () => {
    const { trade, stub, says } = scene({ stage: 'shadow' });
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
    const { trade, stub, adapter, says } = scene({ stage: 'shadow' });
    stub.answer = () => ({ success: false, errorCode: 'BREAKER__OPEN', keyReusable: true });
    await trade(buy('k'));
    says.holding = 'held';
    expect((await trade(sell('k'))).txSignature).toBe('real');
    expect(adapter.asked).toHaveLength(1);
  });
});

describe('a crash between the decision and the call', () => {
  it('sends the request the same way again, whatever was moved meanwhile', async () => {
    for (const [stage, later, by] of [
      ['live', 'shadow', 'real'],
      ['shadow', 'live', 'stub'],
    ] as const) {
      const path = join(rolloutDirectory(), 'rollout.sqlite');
      const before = scene({ stage, path });
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
      const after = scene({ path });
      after.moveTo(later);
      expect((await after.trade(buy('k'))).txSignature).toBe(by);
      never.resolve({ success: true });
    }
  });

  it('is durable before the adapter is called', async () => {
    const { trade, adapter, path, clock } = scene({ stage: 'live' });
    adapter.answer = () => {
      const seen = openTestStore(clock, path).decide('key k', ({ record }) => ({ record }));
      return { success: true, txSignature: JSON.stringify(seen) };
    };
    expect((await trade(buy('k'))).txSignature).toContain('"state":"decided"');
  });
});

describe('an exit', () => {
  it.each(['stub', 'shadow', 'canary', 'live'] as const)(
    'of what the real side holds is real at %s, and after a step-down',
    async (stage) => {
      const { trade, says, moveTo } = scene({ stage, ceiling: stage });
      says.holding = 'held';
      expect((await trade(sell('a'))).txSignature).toBe('real');
      moveTo('live', 'step-down');
      expect((await trade(sell('b'))).txSignature).toBe('real');
    },
  );

  it('in dry-run is told aloud: nothing is sold', async () => {
    const { trade, says, telemetry } = scene({ dryRun: true });
    says.holding = 'held';
    await trade(sell('a'));
    expect(telemetry.events).toMatchObject([{ level: 'error', name: 'rollout.exit_rehearsed' }]);
    const live = scene();
    live.says.holding = 'held';
    await live.trade(sell('a'));
    expect(live.telemetry.events).toEqual([]);
  });

  it('is refused with the reason where the adapter that sells it cannot be made', async () => {
    const { trade, says, break: breakReal } = scene();
    says.holding = 'held';
    breakReal();
    expect(await trade(sell('a'))).toMatchObject({
      success: false,
      errorCode: 'ROLLOUT__EXIT_UNAVAILABLE',
      keyReusable: true,
      error: expect.stringContaining('is not valid: no wallet. ') as string,
    });
  });

  it('of what it does not hold stays with the stub below live', async () => {
    const { trade, moveTo } = scene({ stage: 'canary' });
    expect((await trade(sell('a'))).txSignature).toBe('stub');
    moveTo('live');
    expect((await trade(sell('b'))).txSignature).toBe('real');
  });

  it('is real while a real buy of the token has no answer yet', async () => {
    const { trade, adapter, moveTo } = scene({ stage: 'live' });
    const never = Promise.withResolvers<ExecutionResult>();
    const called = Promise.withResolvers<void>();
    adapter.answer = async ({ side }) => {
      if (side === 'sell') return { success: true, txSignature: 'sold' };
      called.resolve();
      return never.promise;
    };
    const bought = trade(buy('k'));
    await called.promise;
    moveTo('shadow', 'back');
    expect((await trade(sell('s'))).txSignature).toBe('sold');
    never.resolve({ success: true });
    await bought;
  });

  it('is refused where nobody can tell what is held, and its key is free', async () => {
    const { trade, says, stub, adapter } = scene({ stage: 'shadow' });
    says.holding = 'uncertain';
    expect(await trade(sell('k'))).toMatchObject({
      success: false,
      errorCode: 'ROLLOUT__POSITION_UNKNOWN',
      keyReusable: true,
    });
    expect([stub.asked, adapter.asked]).toEqual([[], []]);
    says.holding = 'held';
    expect((await trade(sell('k'))).txSignature).toBe('real');
  });
});

describe('a request without a key', () => {
  const { idempotencyKey: _key, ...keyless } = buy('k');
  const { idempotencyKey: _other, ...keylessSell } = sell('k');

  it('stays where it is for as long as it would be recognised there', async () => {
    const { trade, moveTo, clock } = scene({ stage: 'shadow' });
    await trade(keyless);
    moveTo('live');
    clock.advance(59_999);
    expect((await trade(keyless)).txSignature).toBe('stub');
    clock.advance(60_000);
    expect((await trade(keyless)).txSignature).toBe('real');
  });

  it('goes back to the real side while its journal recognises it', async () => {
    const { trade, moveTo, says } = scene({ stage: 'live' });
    await trade(keyless);
    moveTo('shadow', 'back');
    says.attaches = true;
    expect((await trade(keyless)).txSignature).toBe('real');
    says.attaches = false;
    expect((await trade(keyless)).txSignature).toBe('stub');
  });

  it('sells really what was bought really since the stub answered it', async () => {
    const { trade, moveTo, says } = scene({ stage: 'shadow' });
    await trade(keylessSell);
    says.holding = 'held';
    expect((await trade(keylessSell)).txSignature).toBe('real');
    const other = scene({ stage: 'shadow' });
    await other.trade(keylessSell);
    other.moveTo('live');
    other.says.holding = 'held';
    expect((await other.trade(keylessSell)).txSignature).toBe('real');
    moveTo('shadow');
  });
});

describe('a step-down', () => {
  it('holds from the entry on that finds it, and exits stay real', async () => {
    const { trade, says, adapter, shadow, dry, store } = scene({ stage: 'live' });
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
    const { trade, says, adapter, store, clock } = scene({ stage: 'live' });
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
      const { trade, store, says } = scene({ begun: false, ceiling });
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
    const { trade, says } = scene({ begun: false, ceiling: 'stub' });
    says.holding = 'held';
    expect((await trade(sell('s'))).txSignature).toBe('real');
    expect((await trade(buy('k'))).txSignature).toBe('stub');
  });
});

describe('what goes wrong', () => {
  it('with the file of the rollout reaches no adapter', async () => {
    const { trade, store, stub, adapter, port } = scene();
    store.close();
    expect(await trade(buy('k'))).toMatchObject({
      errorCode: 'ROLLOUT__UNAVAILABLE',
      status: 'denied',
      keyReusable: true,
    });
    expect([stub.asked, adapter.asked]).toEqual([[], []]);
    expect(await port.isAvailable()).toBe(false);
  });

  it('in an adapter is its own: nobody says that nothing happened', async () => {
    const { trade, adapter } = scene({ stage: 'live' });
    adapter.answer = () => {
      throw new Error('lost');
    };
    await expect(trade(buy('k'))).rejects.toThrow('lost');
  });

  it('after the answer takes it from nobody', async () => {
    const { trade, adapter, store, telemetry } = scene({ stage: 'live' });
    adapter.answer = () => {
      store.close();
      return { success: true, txSignature: 'real' };
    };
    expect((await trade(buy('k'))).txSignature).toBe('real');
    expect(telemetry.events).toMatchObject([{ level: 'error', name: 'rollout.unnoted' }]);
  });

  it('with a request is refused by an adapter, and decided about by nobody', async () => {
    const { trade, adapter, store } = scene({ stage: 'live' });
    const malformed = { ...buy('k'), amount: -1 };
    const refusing = createExecutionStubAdapter();
    adapter.answer = async (request) => refusing.execute(request);
    expect((await trade(malformed)).errorCode).toBe('VALIDATE__AMOUNT_NOT_POSITIVE');
    expect((await trade(null as never)).errorCode).toBe('VALIDATE__REQUEST_MALFORMED');
    const { seen } = store.decide('key k', ({ record }) => ({ seen: record })) as { seen: unknown };
    expect(seen).toBeUndefined();
  });
});

it('is available when whoever may answer is', async () => {
  const { port, adapter, stub, moveTo } = scene({ stage: 'shadow' });
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
});
