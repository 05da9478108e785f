import type { AnyExecutionRequest } from '@quantbot/core';
import { createNodePlatform } from '@quantbot/executor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createHeldLane } from './support/heldLane.ts';
import { settableTime } from './support/settableTime.ts';
import { startBench, succeeded, type TestBench } from './support/testBench.ts';

let bench: TestBench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(async () => {
  await bench.stop();
});

function buy(fields: Partial<AnyExecutionRequest>): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const base = { tokenAddress, chain: 'solana', side: 'buy', lanePolicy: 'rpc-only' } as const;
  return { ...base, amount: 0.1, ...fields };
}

describe('one key', () => {
  it('moves money once, however often and wherever it is asked', async () => {
    const dataDirectory = bench.freshDirectory();
    const adapter = bench.open({ dataDirectory });
    const request = buy({ idempotencyKey: 'often' });
    const before = await bench.chain.holdings();
    const simultaneous = await Promise.all(
      Array.from({ length: 5 }, async () => succeeded(await adapter.execute(request))),
    );
    const [first] = simultaneous;
    const after = await bench.chain.holdings();
    expect(after.signatures).toBe(before.signatures + 1);
    expect(simultaneous.filter((answer) => answer.deduplicated !== true)).toHaveLength(1);

    const later = succeeded(await adapter.execute(request));
    expect(later).toMatchObject({ txSignature: first?.txSignature, deduplicated: true });
    await adapter.idle();
    await adapter.close();

    const reopened = bench.open({ dataDirectory });
    const again = succeeded(await reopened.execute(request));
    expect(again).toMatchObject({
      txSignature: first?.txSignature,
      deduplicated: true,
      status: 'filled',
      executedPriceText: first?.executedPriceText,
    });
    expect(await bench.chain.holdings()).toEqual(after);
  });

  it('keeps its trade when another is asked for under it, and names the difference', async () => {
    const adapter = bench.open();
    succeeded(await adapter.execute(buy({ idempotencyKey: 'taken' })));
    const before = await bench.chain.holdings();
    const differences = [
      buy({ idempotencyKey: 'taken', amount: 0.2 }),
      buy({ idempotencyKey: 'taken', tokenAddress: bench.nova.tokenAddress }),
      buy({ idempotencyKey: 'taken', side: 'sell' }),
      buy({ idempotencyKey: 'taken', slippageBps: 200 }),
    ];
    for (const request of differences) {
      const refused = await adapter.execute(request);
      expect(refused).toMatchObject({
        success: false,
        errorCode: 'IDEMPOTENCY__REQUEST_MISMATCH',
        keyReusable: false,
      });
    }
    expect(await bench.chain.holdings()).toEqual(before);
  });

  it('that was denied trades once when it is asked again', async () => {
    const adapter = bench.open();
    const tooTight = { limitPrice: 1e-9, idempotencyKey: 'second-try' };
    const denied = await adapter.execute(buy(tooTight));
    expect(denied).toMatchObject({ errorCode: 'PRICE__LIMIT_EXCEEDED', keyReusable: true });
    const before = await bench.chain.holdings();
    expect(await adapter.execute(buy(tooTight))).toMatchObject({
      errorCode: 'PRICE__LIMIT_EXCEEDED',
    });
    expect(await bench.chain.holdings()).toEqual(before);

    const empty = { ...buy({ side: 'sell', idempotencyKey: 'sell-first' }), amount: 1 };
    const nova = { ...empty, tokenAddress: bench.nova.tokenAddress };
    expect(await adapter.execute(nova)).toMatchObject({
      errorCode: 'WALLET__TOKEN_BELOW_REQUIRED',
      keyReusable: true,
    });
    succeeded(
      await adapter.execute(buy({ ...tokenOf('nova'), idempotencyKey: 'stock', amount: 2 })),
    );
    const sold = succeeded(await adapter.execute(nova));
    expect(sold.deduplicated).toBe(false);
    expect(sold.executedAmount).toBe(1);
    expect(await adapter.lookup('sell-first')).toMatchObject({ success: true });
    const sellAgain = succeeded(await adapter.execute(nova));
    expect(sellAgain).toMatchObject({ txSignature: sold.txSignature, deduplicated: true });
  });
});

function tokenOf(symbol: 'spark' | 'nova') {
  return { tokenAddress: bench[symbol].tokenAddress };
}

describe('without a key', () => {
  it('attaches a repeat to the open trade and to the one that just ended', async () => {
    const lane = createHeldLane();
    const adapter = bench.open({ platform: lane.platform });
    const before = await bench.chain.holdings();
    const first = adapter.execute(buy({ amount: 0.11 }));
    await lane.firstHeld();
    const second = adapter.execute(buy({ amount: 0.11 }));
    lane.release();
    const answers = [succeeded(await first), succeeded(await second)];
    answers.push(succeeded(await adapter.execute(buy({ amount: 0.11 }))));
    expect(new Set(answers.map((answer) => answer.txSignature)).size).toBe(1);
    expect(answers.map((answer) => answer.deduplicated)).toEqual([false, true, true]);
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
  });

  it('trades again once the window has passed since the trade ended', async () => {
    const time = settableTime();
    const adapter = bench.open(time.config);
    const first = succeeded(await adapter.execute(buy({ amount: 0.12 })));
    await adapter.idle();
    // Half a window, because the machine's own time passes besides.
    time.pass(30_000);
    const attached = succeeded(await adapter.execute(buy({ amount: 0.12 })));
    expect(attached).toMatchObject({ txSignature: first.txSignature, deduplicated: true });
    time.pass(31_000);
    const second = succeeded(await adapter.execute(buy({ amount: 0.12 })));
    expect(second.txSignature).not.toBe(first.txSignature);
  });

  it('attaches a repeat however the wall clock is set in between, until the window has passed', async () => {
    const time = settableTime();
    const adapter = bench.open(time.config);
    const before = await bench.chain.holdings();
    const first = succeeded(await adapter.execute(buy({ amount: 0.14 })));
    await adapter.idle();
    for (const milliseconds of [3_600_000, -7_200_000, 3_600_000, 10 ** 10, -(10 ** 10)]) {
      time.setWall(milliseconds);
      const repeated = succeeded(await adapter.execute(buy({ amount: 0.14 })));
      expect(repeated).toMatchObject({ txSignature: first.txSignature, deduplicated: true });
    }
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
    time.pass(61_000);
    const second = succeeded(await adapter.execute(buy({ amount: 0.14 })));
    expect(second.txSignature).not.toBe(first.txSignature);
  });

  it('refuses the request where keys are not derived', async () => {
    const adapter = bench.open({ derivedKeys: 'refuse' });
    const refused = await adapter.execute(buy({ amount: 0.13 }));
    expect(refused.errorCode).toBe('IDEMPOTENCY__KEY_REQUIRED');
  });
});

describe('a data directory', () => {
  it('has one owner at a time, and an adapter that cannot ask it trades nothing', async () => {
    const dataDirectory = bench.freshDirectory();
    const owner = bench.open({ dataDirectory });
    expect(await owner.isAvailable()).toBe(true);
    const before = await bench.chain.holdings();
    const { localSockets: _, ...platform } = createNodePlatform();
    const second = bench.open({ dataDirectory, platform });
    const refused = await second.execute(buy({ idempotencyKey: 'second-owner' }));
    expect(refused.errorCode).toBe('JOURNAL__LOCKED');
    expect(await bench.chain.holdings()).toEqual(before);
    await owner.close();
    succeeded(await second.execute(buy({ idempotencyKey: 'second-owner' })));
  });

  it('is given back by an adapter that is closed, which then opens it no more', async () => {
    const dataDirectory = bench.freshDirectory();
    const unused = bench.open({ dataDirectory });
    await unused.close();
    const refused = await unused.execute(buy({ idempotencyKey: 'closed' }));
    expect(refused).toMatchObject({ success: false, errorCode: 'EXECUTOR__CLOSED' });
    expect(await unused.isAvailable()).toBe(false);
    const next = bench.open({ dataDirectory });
    expect(await next.isAvailable()).toBe(true);
  });

  it('belongs to the wallet that it was first used with', async () => {
    const dataDirectory = bench.freshDirectory();
    const owner = bench.open({ dataDirectory });
    await owner.isAvailable();
    await owner.close();
    const stranger = bench.open({ dataDirectory, keypairPath: bench.stranger().path });
    const refused = await stranger.execute(buy({ idempotencyKey: 'stranger' }));
    expect(refused.errorCode).toBe('JOURNAL__WRONG_OWNER');
  });
});

describe('close', () => {
  it('answers a waiting caller with the signature, and the next adapter sees it through', async () => {
    const lane = createHeldLane();
    const dataDirectory = bench.freshDirectory();
    const closing = bench.open({ dataDirectory, platform: lane.platform });
    const before = await bench.chain.holdings();
    const waiting = closing.execute(buy({ idempotencyKey: 'closed-under-way' }));
    await lane.firstHeld();
    const closed = closing.close();
    const unknown = await waiting;
    expect(unknown).toMatchObject({ success: false, errorCode: 'CONFIRM__OUTCOME_UNKNOWN' });
    lane.release();
    await closed;
    const next = bench.open({ dataDirectory });
    const landed = succeeded(await next.execute(buy({ idempotencyKey: 'closed-under-way' })));
    expect(landed.txSignature).toBe(unknown.txSignature);
    expect((await bench.chain.holdings()).signatures).toBe(before.signatures + 1);
  });
});
