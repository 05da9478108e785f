import { once } from 'node:events';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { callRpc, RpcError } from '../src/chain/callRpc.ts';
import type { FaultPlan } from '../src/faults/plan/faultPlan.ts';
import { startSandbox, type Sandbox } from '../src/startSandbox.ts';
import type { SignedTransaction } from '../src/testing/signTransfer.ts';
import { waitUntil } from '../src/waitUntil.ts';
import { createTradeClient, instructionsOf, WRAPPED_SOL_MINT } from './support/tradeClient.ts';

const TIMEOUT_MS = 120_000;
const SEND_OPTIONS = { encoding: 'base64', skipPreflight: true, maxRetries: 0 };
const PROCESSED = { commitment: 'processed' };
const CONFIRMED = { commitment: 'confirmed' };
const FINALIZED = { commitment: 'finalized' };
const READABLE = { encoding: 'json', maxSupportedTransactionVersion: 1 };

interface Transaction {
  readonly slot: number;
  readonly meta: {
    readonly fee: number;
    readonly preBalances: number[];
    readonly postBalances: number[];
    readonly preTokenBalances: { accountIndex: number }[];
    readonly postTokenBalances: { accountIndex: number }[];
  };
}
type Statuses = { value: ({ slot: number; confirmationStatus: string } | null)[] };

let sandbox: Sandbox;
let client: Awaited<ReturnType<typeof createTradeClient>>;

beforeAll(async () => {
  sandbox = await startSandbox({ slotMs: 40, operators: 2 });
  client = await createTradeClient(sandbox);
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.faults.apply({}));

const operator = (index: number) => {
  const found = sandbox.operators[index];
  if (found === undefined) throw new Error(`there is no operator ${index}`);
  return found;
};
const truth = <Result>(method: string, parameters: readonly unknown[] = []) =>
  callRpc<Result>(sandbox.chainRpcUrl, method, parameters);
const ask = <Result>(method: string, parameters: readonly unknown[] = []) =>
  callRpc<Result>(sandbox.rpcUrl, method, parameters);
const apply = (...rules: NonNullable<FaultPlan['rules']>) => sandbox.faults.apply({ rules });
const send = ({ wire }: SignedTransaction, url = sandbox.rpcUrl) =>
  callRpc<string>(url, 'sendTransaction', [wire, SEND_OPTIONS]);

async function sign(): Promise<SignedTransaction> {
  const swap = await client.build({
    inputMint: WRAPPED_SOL_MINT,
    outputMint: sandbox.tokens[0]?.mint ?? '',
    amount: '1000000',
    slippageBps: '1000',
  });
  return client.sign(instructionsOf(swap));
}

async function hasLanded({ signature }: SignedTransaction): Promise<boolean> {
  const { value } = await truth<Statuses>('getSignatureStatuses', [[signature]]);
  return value[0] !== null;
}

async function land(): Promise<SignedTransaction> {
  const transaction = await sign();
  await send(transaction);
  await waitUntil(() => hasLanded(transaction), { timeoutMs: TIMEOUT_MS });
  return transaction;
}

/** Looks while no slot passes: what several questions tell is of one moment then. */
async function standing<Result>(look: () => Promise<Result>): Promise<Result> {
  const letPass = await sandbox.holdSlots();
  try {
    return await look();
  } finally {
    await letPass();
  }
}

/** Slots that a landing may be old and is called young: half of what final needs. */
const YOUNG_SLOTS_MAX = 15;

/** Looks at a landing that is not final, while no slot passes. A slow machine needs a few tries. */
async function standingYoung<Result>(
  look: (transaction: SignedTransaction) => Promise<Result>,
): Promise<{ readonly transaction: SignedTransaction; readonly result: Result }> {
  for (;;) {
    const transaction = await land();
    const found = await standing(async () => {
      const { value } = await truth<Statuses>('getSignatureStatuses', [[transaction.signature]]);
      const age = (await truth<number>('getSlot', [PROCESSED])) - (value[0]?.slot ?? 0);
      return age > YOUNG_SLOTS_MAX ? undefined : { transaction, result: await look(transaction) };
    });
    if (found !== undefined) return found;
  }
}

async function waitForSlots(count: number): Promise<void> {
  const first = await truth<number>('getSlot', [PROCESSED]);
  await waitUntil(async () => (await truth<number>('getSlot', [PROCESSED])) >= first + count, {
    timeoutMs: TIMEOUT_MS,
    description: `${count} slots`,
  });
}

describe('a node of the sandbox', () => {
  it('tells final heights and blockhashes that agree with each other', async () => {
    await waitForSlots(32);
    await standing(async () => {
      const slot = await truth<number>('getSlot', [FINALIZED]);
      const height = await ask<number>('getBlockHeight', [FINALIZED]);
      const epoch = await ask<{ absoluteSlot: number; blockHeight: number }>('getEpochInfo', [
        FINALIZED,
      ]);
      expect(epoch.absoluteSlot - slot).toBeLessThan(5);
      expect(epoch.absoluteSlot).toBeGreaterThanOrEqual(slot);
      expect(epoch.blockHeight - height).toBeLessThan(5);
      const { context, value } = await ask<{
        context: { slot: number };
        value: { blockhash: string; lastValidBlockHeight: number };
      }>('getLatestBlockhash', [FINALIZED]);
      const gap = epoch.absoluteSlot - epoch.blockHeight;
      expect(value.lastValidBlockHeight).toBe(context.slot - gap + 150);
      const valid = await ask<{ value: boolean }>('isBlockhashValid', [value.blockhash, FINALIZED]);
      expect(valid.value).toBe(true);
    });
  });

  it('derives older blockhashes as the chain gave them', async () => {
    type Latest = { context: { slot: number }; value: unknown };
    const seen = new Map<number, unknown>();
    await waitUntil(
      async () => {
        const { context, value } = await truth<Latest>('getLatestBlockhash', [CONFIRMED]);
        seen.set(context.slot, value);
        const final = await ask<Latest>('getLatestBlockhash', [FINALIZED]);
        if (!seen.has(final.context.slot)) return false;
        expect(final.value).toEqual(seen.get(final.context.slot));
        return true;
      },
      { timeoutMs: TIMEOUT_MS, intervalMs: 5 },
    );
  });

  it('does not hold a young blockhash valid at finality', async () => {
    const isValid = async (blockhash: string) =>
      (await ask<{ value: boolean }>('isBlockhashValid', [blockhash, FINALIZED])).value;
    const young = await standing(async () => {
      const { value } = await ask<{ value: { blockhash: string } }>('getLatestBlockhash', [
        CONFIRMED,
      ]);
      expect(await isValid(value.blockhash)).toBe(false);
      return value.blockhash;
    });
    await waitUntil(() => isValid(young), { timeoutMs: TIMEOUT_MS });
  });

  it('tells a transaction at finality only once it is final, with its whole fee', async () => {
    const read = ({ signature }: SignedTransaction, config: object) =>
      ask<Transaction | null>('getTransaction', [signature, { ...config, ...READABLE }]);
    const { transaction, result: confirmed } = await standingYoung(async (young) => {
      expect(await read(young, FINALIZED)).toBeNull();
      expect(await read(young, {})).toBeNull();
      return read(young, CONFIRMED);
    });
    expect(confirmed?.meta.fee).toBeGreaterThan(5_000);
    await waitUntil(async () => (await read(transaction, FINALIZED)) !== null, {
      timeoutMs: TIMEOUT_MS,
    });
    const { value } = await truth<Statuses>('getSignatureStatuses', [[transaction.signature]]);
    expect(value[0]?.confirmationStatus).toBe('finalized');
    expect(await read(transaction, FINALIZED)).toEqual(confirmed);
  });

  it('tells the fee that the payer lost', async () => {
    const { signature } = await land();
    const [second, first] = [await land(), { signature }];
    for (const { signature: one } of [first, second]) {
      const config = { ...CONFIRMED, ...READABLE };
      const transaction = await ask<Transaction>('getTransaction', [one, config]);
      const { meta } = transaction;
      const lost = (meta.preBalances[0] ?? 0) - (meta.postBalances[0] ?? 0);
      const made = meta.postBalances.filter((after, index) => {
        return after > 0 && meta.preBalances[index] === 0;
      });
      const rent = made.reduce((sum, lamports) => sum + lamports, 0);
      expect(lost - 1_000_000 - rent).toBe(meta.fee);
      for (const { accountIndex } of meta.postTokenBalances) {
        expect(meta.postBalances[accountIndex]).toBeGreaterThan(0);
      }
    }
  });

  it('says why it refuses bytes that have landed', async () => {
    const transaction = await land();
    const response = await fetch(sandbox.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'sendTransaction',
        params: [transaction.wire, SEND_OPTIONS],
      }),
    });
    expect(JSON.parse(await response.text())).toMatchObject({
      error: { code: -32002, data: { err: 'AlreadyProcessed' } },
    });
  });
});

describe('faults in front of the chain', () => {
  it('loses the reply of a send that lands', async () => {
    apply({ target: 'rpc', method: 'sendTransaction', action: { kind: 'loseReply' } });
    const transaction = await sign();
    await expect(send(transaction)).rejects.toThrow('fetch failed');
    await waitUntil(() => hasLanded(transaction), { timeoutMs: TIMEOUT_MS });
    expect(sandbox.faults.counts().rules['rule-1']).toMatchObject({ matched: 1, applied: 1 });
  });

  it('accepts a send and forwards none', async () => {
    apply({ target: 'rpc', method: 'sendTransaction', action: { kind: 'swallow' } });
    const transaction = await sign();
    expect(await send(transaction)).toBe(transaction.signature);
    await waitForSlots(160);
    expect(await hasLanded(transaction)).toBe(false);
  });

  it('accepts a bundle and forwards none', async () => {
    apply({ target: 'blockEngine', action: { kind: 'swallow' } });
    const transaction = await sign();
    const url = `${sandbox.jitoUrl}/api/v1/transactions`;
    expect(await callRpc(url, 'sendTransaction', [transaction.wire, SEND_OPTIONS])).toBe(
      transaction.signature,
    );
    sandbox.faults.clear();
    await send(transaction);
    await waitUntil(() => hasLanded(transaction), { timeoutMs: TIMEOUT_MS });
  });

  it('sends twice what lands once', async () => {
    apply({
      target: 'rpc',
      method: 'sendTransaction',
      action: { kind: 'duplicate', copies: 3 },
    });
    const transaction = await sign();
    // The copies race: when the first is answered last, it is told that the bytes have landed.
    const told = await send(transaction).catch((cause: unknown) => {
      if (cause instanceof RpcError && cause.code === -32_002) return transaction.signature;
      throw cause;
    });
    expect(told).toBe(transaction.signature);
    await waitUntil(() => hasLanded(transaction), { timeoutMs: TIMEOUT_MS });
    expect(sandbox.faults.counts().applied).toBe(1);
  });

  it('lags in everything that tells of the newest slots', async () => {
    const lagSlots = 40;
    apply({
      target: 'rpc',
      operator: operator(1).label,
      action: { kind: 'lag', slots: lagSlots },
    });
    const late = <Result>(method: string, parameters: readonly unknown[]) =>
      callRpc<Result>(operator(1).rpcUrl, method, parameters);
    const config = { ...CONFIRMED, ...READABLE };
    const { transaction } = await standingYoung(async (young) => {
      const { value } = await late<Statuses>('getSignatureStatuses', [[young.signature]]);
      expect(value).toEqual([null]);
      expect(await late('getTransaction', [young.signature, config])).toBeNull();
    });
    const { signature } = transaction;
    const statusOf = async () =>
      (await late<Statuses>('getSignatureStatuses', [[signature]])).value[0];
    const seen = await ask<Transaction>('getTransaction', [signature, config]);
    await waitUntil(async () => (await statusOf()) !== null, { timeoutMs: TIMEOUT_MS });
    const newest = await truth<number>('getSlot', [PROCESSED]);
    expect(newest - seen.slot).toBeGreaterThanOrEqual(lagSlots);
    expect((await statusOf())?.confirmationStatus).toBe('confirmed');

    const [slot, height, epoch, latest] = await standing(() =>
      Promise.all([
        late<number>('getSlot', [CONFIRMED]),
        late<number>('getBlockHeight', [CONFIRMED]),
        late<{ absoluteSlot: number; blockHeight: number }>('getEpochInfo', [CONFIRMED]),
        late<{ context: { slot: number } }>('getLatestBlockhash', [CONFIRMED]),
      ]),
    );
    const now = await truth<number>('getSlot', [PROCESSED]);
    for (const told of [slot, epoch.absoluteSlot, latest.context.slot]) {
      expect(now - told).toBeGreaterThanOrEqual(lagSlots);
    }
    expect(Math.abs(epoch.absoluteSlot - epoch.blockHeight - (slot - height))).toBeLessThan(5);
  });

  it('lets two operators disagree about the same transaction', async () => {
    apply({
      target: 'rpc',
      operator: operator(1).label,
      action: { kind: 'lieStatus', as: 'missing' },
    });
    const { signature } = await land();
    const statuses = await Promise.all(
      sandbox.rpcUrls.map((url) => callRpc<Statuses>(url, 'getSignatureStatuses', [[signature]])),
    );
    expect(statuses.map(({ value }) => value[0] === null)).toEqual([false, true]);
  });

  it('takes a subscription and never tells', async () => {
    apply({ target: 'ws', operator: operator(0).label, action: { kind: 'silence' } });
    const heard = await Promise.all(
      sandbox.operators.map(async ({ wsUrl }) => {
        const socket = new WebSocket(wsUrl);
        const messages: string[] = [];
        socket.on('message', (data: Buffer) => messages.push(data.toString()));
        await once(socket, 'open');
        return { socket, messages };
      }),
    );
    const { signature } = await sign().then(async (transaction) => {
      const subscribe = { jsonrpc: '2.0', id: 1, method: 'signatureSubscribe' };
      const params = [transaction.signature, CONFIRMED];
      for (const { socket } of heard) socket.send(JSON.stringify({ ...subscribe, params }));
      for (const { messages } of heard) {
        await waitUntil(() => messages.length === 1, { timeoutMs: TIMEOUT_MS });
      }
      await send(transaction);
      return transaction;
    });
    const [silent, telling] = heard;
    await waitUntil(() => telling?.messages.length === 2, { timeoutMs: TIMEOUT_MS });
    expect(telling?.messages[1]).toContain('signatureNotification');
    await waitForSlots(5);
    expect(silent?.messages).toHaveLength(1);
    const { value } = await truth<Statuses>('getSignatureStatuses', [[signature]]);
    expect(value[0]).not.toBeNull();
    expect(sandbox.faults.closeSockets()).toBe(2);
    for (const { socket } of heard) {
      await waitUntil(() => socket.readyState === WebSocket.CLOSED, { timeoutMs: TIMEOUT_MS });
    }
  });

  it('notifies of a slot so many slots late', async () => {
    apply({ target: 'ws', action: { kind: 'lag', slots: 10 } });
    const socket = new WebSocket(sandbox.wsUrl);
    let told: number | undefined;
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString());
      if (message.method === 'slotNotification') told ??= message.params.result.slot;
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'slotSubscribe', params: [] }));
    await waitUntil(() => told !== undefined, { timeoutMs: TIMEOUT_MS, intervalMs: 2 });
    expect((await truth<number>('getSlot', [PROCESSED])) - (told ?? 0)).toBeGreaterThanOrEqual(9);
    socket.terminate();
  });

  it('refuses the venue, and only the venue', async () => {
    apply({ target: 'venue', action: { kind: 'httpError', status: 429, retryAfterSeconds: 1 } });
    await expect(sign()).rejects.toThrow('Too Many Requests');
    expect(await ask<number>('getSlot')).toBeGreaterThan(0);
  });

  it('answers what a node would refuse with', async () => {
    const action = { kind: 'rpcError', code: -32_005, message: 'Node is behind' } as const;
    apply({ target: 'rpc', first: 1, action });
    await expect(ask('getSlot')).rejects.toBeInstanceOf(RpcError);
    expect(await ask<number>('getSlot')).toBeGreaterThan(0);
  });
});
