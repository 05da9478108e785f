import {
  createSolanaRpcFromTransport,
  address,
  type Base64EncodedWireTransaction,
} from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createTestChain, SOL, tradeBytes } from '../testing/testChain.ts';
import { createRpcApplication } from './createRpcApplication.ts';

function start() {
  const test = createTestChain();
  const [node] = test.chain.nodes;
  const [wallet] = test.wallets;
  if (node === undefined || wallet === undefined) throw new Error('has both');
  const application = createRpcApplication({ chain: test.chain, node });
  const post = async (body: string) => application.request('/', { method: 'POST', body });
  const call = async (method: string, params: readonly unknown[] = []) => {
    const response = await post(JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }));
    return (await response.json()) as { id: unknown; result?: never; error?: { code: number } };
  };
  const rpc = createSolanaRpcFromTransport(async ({ payload }) => {
    const text = JSON.stringify(payload, (_key, value: unknown) =>
      typeof value === 'bigint' ? Number(value) : value,
    );
    return JSON.parse(await (await post(text)).text()) as never;
  });
  return { ...test, node, wallet, post, call, rpc };
}

async function traded() {
  const started = start();
  const { wallet, spark, rpc, pass } = started;
  const buy = await tradeBytes(started, { wallet, pool: spark, side: 'buy', amountIn: SOL });
  const wire = Buffer.from(buy.wire).toString('base64') as Base64EncodedWireTransaction;
  const options = { encoding: 'base64', skipPreflight: true, maxRetries: 0n } as const;
  expect(await rpc.sendTransaction(wire, options).send()).toBe(buy.signature);
  pass(40);
  return { ...started, buy, wire };
}

describe('a node over JSON-RPC', () => {
  it('tells heights and slots of every commitment as one chain', async () => {
    const { rpc, pass, chain } = start();
    pass(50);
    const slot = await rpc.getSlot({ commitment: 'processed' }).send();
    expect(slot).toBe(chain.slot);
    const epoch = await rpc.getEpochInfo({ commitment: 'finalized' }).send();
    expect(slot - epoch.absoluteSlot).toBe(31n);
    expect(epoch.blockHeight).toBe(await rpc.getBlockHeight({ commitment: 'finalized' }).send());
    const { value, context } = await rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
    expect(context.slot).toBe(slot - 1n);
    const valid = rpc.isBlockhashValid(value.blockhash, { commitment: 'finalized' });
    expect((await valid.send()).value).toBe(false);
    pass(40);
    expect((await valid.send()).value).toBe(true);
  });

  it('shows a trade in its record, its status, its history and its balances', async () => {
    const { rpc, wallet, spark, buy } = await traded();
    const commitment = 'finalized' as const;
    const [status] = (
      await rpc
        .getSignatureStatuses([buy.signature as never], { searchTransactionHistory: true })
        .send()
    ).value;
    expect(status).toMatchObject({ confirmationStatus: 'finalized', err: null });
    const options = { commitment, encoding: 'json', maxSupportedTransactionVersion: 0 } as const;
    const record = await rpc.getTransaction(buy.signature as never, options).send();
    expect(record?.meta).toMatchObject({ err: null, fee: 5_300n });
    expect(record?.meta?.postTokenBalances).toContainEqual(
      expect.objectContaining({ owner: wallet.address, mint: spark.mint }),
    );
    const [entry] = await rpc.getSignaturesForAddress(wallet.address, { limit: 5 }).send();
    expect(entry).toMatchObject({ signature: buy.signature, confirmationStatus: 'finalized' });
    const lamports = await rpc.getBalance(wallet.address, { commitment }).send();
    expect(lamports.value).toBe(99n * SOL - 5_300n - 2_039_280n);
    const held = record?.meta?.postTokenBalances?.find(({ owner }) => owner === wallet.address);
    const keys = record?.transaction.message.accountKeys ?? [];
    const balance = rpc.getTokenAccountBalance(keys[held?.accountIndex ?? 0] as never, {
      commitment,
    });
    expect((await balance.send()).value.amount).toBe(String(buy.quote.amountOut));
  });

  it('tells why a transaction would fail, and refuses it in the preflight', async () => {
    const { rpc, wire, call } = await traded();
    const options = { encoding: 'base64', sigVerify: false } as const;
    const { value } = await rpc.simulateTransaction(wire, options).send();
    expect(value.err).toBeNull();
    const refused = await call('sendTransaction', [
      wire.replaceAll('A', 'B'),
      { encoding: 'base64' },
    ]);
    expect(refused.error?.code).toBe(-32603);
    const shortOfMoney = await call('sendTransaction', [
      wire.slice(0, 20),
      { encoding: 'base64', skipPreflight: true },
    ]);
    expect(shortOfMoney.error?.code).toBe(-32602);
  });

  it('gives accounts with their data, and null where there is none', async () => {
    const { rpc, spark, wallet, call, pass } = start();
    pass(40);
    const addresses = [spark.mint, '1'.repeat(32)].map((one) => address(one));
    const { value } = await rpc.getMultipleAccounts(addresses, { encoding: 'base64' }).send();
    expect(value[0]).toMatchObject({ owner: spark.tokenProgram, space: 82n });
    expect(value[1]).toBeNull();
    const one = await rpc.getAccountInfo(wallet.address, { encoding: 'base64' }).send();
    expect(one.value?.lamports).toBe(100n * SOL);
    const tooOld = await call('getMultipleAccounts', [[], { minContextSlot: 1e12 }]);
    expect(tooOld.error?.code).toBe(-32016);
  });

  it('answers what tools ask', async () => {
    const { rpc, call, wallet, chain, pass } = start();
    expect(await rpc.getHealth().send()).toBe('ok');
    expect(await rpc.getGenesisHash().send()).toBe(chain.genesisHash);
    expect(await rpc.getVersion().send()).toHaveProperty('solana-core');
    expect(await rpc.getMinimumBalanceForRentExemption(165n).send()).toBe(2_039_280n);
    expect(await rpc.getRecentPrioritizationFees([]).send()).toHaveLength(1);
    expect(await rpc.getFirstAvailableBlock().send()).toBe(0n);
    expect((await call('requestAirdrop', [wallet.address, 5])).error).toBeUndefined();
    pass(1);
    expect(chain.truth.livingLamports(wallet.address)).toBe(100n * SOL + 5n);
  });

  it('refuses what it does not understand by the code that says so', async () => {
    const { post, call } = start();
    expect((await call('getNothing')).error?.code).toBe(-32601);
    expect((await call('getBalance', [5])).error?.code).toBe(-32602);
    expect((await call('getTokenAccountBalance', ['1'.repeat(32)])).error?.code).toBe(-32602);
    expect(await (await post('{')).json()).toMatchObject({ error: { code: -32700 } });
    expect(await (await post('{}')).json()).toMatchObject({ error: { code: -32600 } });
    const batch = JSON.stringify([{ jsonrpc: '2.0', id: 1, method: 'getHealth' }, 5]);
    expect(await (await post(batch)).json()).toMatchObject([
      { id: 1, result: 'ok' },
      { error: {} },
    ]);
  });

  it('is as unavailable as its node', async () => {
    const { node, post } = start();
    node.behaviour.availability = 'erroring';
    expect((await post('{}')).status).toBe(503);
    node.behaviour.availability = 'silent';
    const winner = await Promise.race([post('{}'), Promise.resolve('nothing')]);
    expect(winner).toBe('nothing');
  });
});
