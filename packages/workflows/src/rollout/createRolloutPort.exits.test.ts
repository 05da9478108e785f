import type { ExecutionResult } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createPortScene } from '../testing/rolloutPortScene.ts';
import { buy, sell } from '../testing/rolloutScene.ts';

describe('an exit', () => {
  it.each(['stub', 'shadow', 'canary', 'live'] as const)(
    'of what the real side holds is real at %s, and after a step-down',
    async (stage) => {
      const { trade, says, moveTo } = createPortScene({ stage, ceiling: stage });
      says.holding = 'held';
      expect((await trade(sell('a'))).txSignature).toBe('real');
      moveTo('live', 'step-down');
      expect((await trade(sell('b'))).txSignature).toBe('real');
    },
  );

  it('in dry-run is told aloud: nothing is sold', async () => {
    const { trade, says, telemetry } = createPortScene({ dryRun: true });
    says.holding = 'held';
    await trade(sell('a'));
    expect(telemetry.events).toMatchObject([{ level: 'error', name: 'rollout.exit_rehearsed' }]);
    const live = createPortScene();
    live.says.holding = 'held';
    await live.trade(sell('a'));
    expect(live.telemetry.events).toEqual([]);
  });

  it('is refused with the reason where the adapter that sells it cannot be made', async () => {
    const { trade, says, break: breakReal } = createPortScene();
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
    const { trade, moveTo } = createPortScene({ stage: 'canary' });
    expect((await trade(sell('a'))).txSignature).toBe('stub');
    moveTo('live');
    expect((await trade(sell('b'))).txSignature).toBe('real');
  });

  it('is real while a real buy of the token has no answer yet', async () => {
    const { trade, adapter, moveTo } = createPortScene({ stage: 'live' });
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
    const { trade, says, stub, adapter } = createPortScene({ stage: 'shadow' });
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
    const { trade, moveTo, clock } = createPortScene({ stage: 'shadow' });
    await trade(keyless);
    moveTo('live');
    clock.advance(59_999);
    expect((await trade(keyless)).txSignature).toBe('stub');
    clock.advance(60_000);
    expect((await trade(keyless)).txSignature).toBe('real');
  });

  it('goes back to the real side while its journal recognises it', async () => {
    const { trade, moveTo, says } = createPortScene({ stage: 'live' });
    await trade(keyless);
    moveTo('shadow', 'back');
    says.attaches = true;
    expect((await trade(keyless)).txSignature).toBe('real');
    says.attaches = false;
    expect((await trade(keyless)).txSignature).toBe('stub');
  });

  it('sells really again, long after the real side has sold some of what it holds', async () => {
    for (const stage of ['stub', 'shadow', 'canary'] as const) {
      const { trade, says, clock } = createPortScene({ stage });
      says.holding = 'held';
      expect((await trade(keylessSell)).txSignature).toBe('real');
      clock.advance(600_000);
      expect((await trade(keylessSell)).txSignature).toBe('real');
    }
  });

  it('sells really what was bought really since the stub answered it', async () => {
    const { trade, moveTo, says } = createPortScene({ stage: 'shadow' });
    await trade(keylessSell);
    says.holding = 'held';
    expect((await trade(keylessSell)).txSignature).toBe('real');
    const other = createPortScene({ stage: 'shadow' });
    await other.trade(keylessSell);
    other.moveTo('live');
    other.says.holding = 'held';
    expect((await other.trade(keylessSell)).txSignature).toBe('real');
    moveTo('shadow');
  });
});
