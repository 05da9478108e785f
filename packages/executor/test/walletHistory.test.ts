import type { AnyExecutionRequest } from '@quantbot/core';
import {
  createNodePlatform,
  type ExecutionAdapter,
  type ExecutorPlatform,
} from '@quantbot/executor';
import { waitUntil } from '@quantbot/sandbox';
import { getTransferSolInstruction } from '@solana-program/system';
import { address, createSolanaRpc, lamports } from '@solana/kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startBench, succeeded, type TestBench } from './support/testBench.ts';

const CHECKED = { checkWalletHistory: true, walletHistoryIntervalMs: 100 };
const DECISION = { reason: 'the other machine is switched off', by: 'ann' };
const FOUND_TIMEOUT_MS = 120_000;

let bench: TestBench;

beforeEach(async () => {
  // Each on a chain of its own: what one test signs is history to the next.
  bench = await startBench();
});

afterEach(async () => {
  await bench.stop();
});

function buy(idempotencyKey: string): AnyExecutionRequest {
  const { tokenAddress } = bench.spark;
  const amount = { side: 'buy', amount: 0.1, lanePolicy: 'rpc-only' } as const;
  return { tokenAddress, chain: 'solana', idempotencyKey, ...amount };
}

async function halted(adapter: ExecutionAdapter, words: string): Promise<void> {
  await waitUntil(
    async () => {
      const { state, reason = '' } = await adapter.tradingState();
      return state === 'halted' && reason.includes(words);
    },
    { timeoutMs: FOUND_TIMEOUT_MS, description: `the adapter halted: ${words}` },
  );
}

/** Money that comes from somebody else. */
async function deposit(): Promise<void> {
  const stranger = bench.stranger();
  const rpc = createSolanaRpc(bench.sandbox.rpcUrl);
  await rpc.requestAirdrop(address(stranger.address), lamports(2_000_000_000n)).send();
  await waitUntil(async () => (await bench.chain.lamportsOf(stranger.address)) > 0n, {
    timeoutMs: FOUND_TIMEOUT_MS,
    description: 'the airdrop',
  });
  const destination = address(bench.sandbox.wallet);
  await bench.chain.send(stranger.path, (source) => [
    getTransferSolInstruction({ source, destination, amount: 1_000_000_000n }),
  ]);
}

describe('a second data directory of one wallet', () => {
  it('is found and refused, and goes on when a person has adopted the history', async () => {
    const first = bench.open(CHECKED);
    const bought = succeeded(await first.execute(buy('first')));
    await first.close();

    const dataDirectory = bench.freshDirectory();
    const second = bench.open({ ...CHECKED, dataDirectory });
    const before = await bench.chain.holdings();
    const refused = await second.execute(buy('second'));
    expect(refused).toMatchObject({
      success: false,
      status: 'denied',
      errorCode: 'JOURNAL__HISTORY_MISSING',
    });
    expect(refused.error).toContain(bought.txSignature);
    expect(await second.isAvailable()).toBe(false);
    await second.close();

    const again = bench.open({ ...CHECKED, dataDirectory });
    expect(await again.execute(buy('second'))).toMatchObject({
      errorCode: 'JOURNAL__HISTORY_MISSING',
    });
    expect(await bench.chain.holdings()).toEqual(before);
    expect(await again.adoptHistory(DECISION)).toMatchObject({ number: 1, ...DECISION });
    succeeded(await again.execute(buy('second')));
    await again.close();

    const later = bench.open({ ...CHECKED, dataDirectory });
    succeeded(await later.execute(buy('third')));
  });

  it('stops the first one while that runs, until its history is adopted there', async () => {
    const first = bench.open(CHECKED);
    succeeded(await first.execute(buy('first')));
    const second = bench.open();
    const foreign = succeeded(await second.execute(buy('second')));
    await halted(first, foreign.txSignature ?? '');
    const refused = await first.execute(buy('third'));
    expect(refused).toMatchObject({ errorCode: 'JOURNAL__FOREIGN_SIGNATURES', keyReusable: true });
    // What it knows is answered all the same.
    expect(succeeded(await first.execute(buy('first'))).deduplicated).toBe(true);
    await first.adoptHistory(DECISION);
    succeeded(await first.execute(buy('third')));
  });
});

describe('what the wallet signs by other hands', () => {
  it('stops a running adapter, and one that starts', async () => {
    const dataDirectory = bench.freshDirectory();
    const adapter = bench.open({ ...CHECKED, dataDirectory });
    succeeded(await adapter.execute(buy('first')));
    const signature = await bench.chain.pay(bench.stranger().address, 5_000_000n);
    await halted(adapter, signature);
    await adapter.close();
    const next = bench.open({ ...CHECKED, dataDirectory });
    expect((await next.tradingState()).reason).toContain(signature);
  });
});

describe('a deposit by a stranger', () => {
  it('halts nobody, neither at start nor later', async () => {
    await deposit();
    const adapter = bench.open(CHECKED);
    succeeded(await adapter.execute(buy('first')));
    await deposit();
    await adapter.idle();
    succeeded(await adapter.execute(buy('second')));
    expect(await adapter.tradingState()).toMatchObject({ state: 'active' });
  });
});

describe('a history that cannot be read', () => {
  function blindPlatform(): { platform: ExecutorPlatform; heal: () => void } {
    const machine = createNodePlatform();
    let isBlind = true;
    return {
      heal: () => {
        isBlind = false;
      },
      platform: {
        ...machine,
        http: async (request) => {
          const isAsked = request.body?.includes('"getSignaturesForAddress"') === true;
          if (isBlind && isAsked) return { status: 503, headers: {}, body: 'no' };
          return machine.http(request);
        },
      },
    };
  }

  it('lets nothing be signed, and is not taken for a clean one', async () => {
    const { platform, heal } = blindPlatform();
    const adapter = bench.open({ ...CHECKED, platform });
    const before = await bench.chain.holdings();
    const refused = await adapter.execute(buy('blind'));
    expect(refused).toMatchObject({ errorCode: 'RPC__UNAVAILABLE', status: 'denied' });
    expect(refused.error).toContain('getSignaturesForAddress');
    expect(await bench.chain.holdings()).toEqual(before);
    heal();
    await waitUntil(async () => adapter.isAvailable(), {
      timeoutMs: FOUND_TIMEOUT_MS,
      description: 'the node to be asked again',
    });
    succeeded(await adapter.execute(buy('blind')));
  });
});
