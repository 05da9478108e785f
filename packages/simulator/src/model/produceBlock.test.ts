import { expect, it } from 'vitest';

import { createTestChain } from '../testing/testChain.ts';
import { signTransaction, transfer } from '../testing/testTransaction.ts';

/** A chain and signed transfers of one wallet to itself. */
async function start(count: number) {
  const test = createTestChain();
  const { chain, wallets } = test;
  const [node] = chain.nodes;
  const [wallet] = wallets;
  if (node === undefined || wallet === undefined) throw new Error('has both');
  const { blockhash } = await node.latestBlockhash();
  const bytes = Array.from({ length: count }, (_one, index) =>
    signTransaction(wallet, blockhash, [transfer(wallet, wallet.address, BigInt(index))]),
  );
  const sendAll = async () => Promise.all(bytes.map(async ({ wire }) => node.send(wire)));
  return { ...test, node, wallet, bytes, sendAll };
}

it('has room for so many and keeps the rest for the next block', async () => {
  const { chain, sendAll } = await start(5);
  chain.weather.blockTransactionsMax = 2;
  await sendAll();
  const sizes = [1, 2, 3, 4].map(() => chain.advanceSlot().executed.length);
  expect(sizes).toEqual([2, 2, 1, 0]);
});

it('runs bytes once, however often they come', async () => {
  const { chain, sendAll, pass } = await start(1);
  for (let round = 0; round < 4; round += 1) {
    await sendAll();
    await sendAll();
    pass(1);
  }
  expect(chain.truth.landings()).toHaveLength(1);
  expect(chain.truth.submissions()[0]?.handed).toHaveLength(8);
});

it('loses or keeps waiting what the weather says', async () => {
  const { chain, sendAll, pass } = await start(3);
  chain.weather.dropProbability = 1;
  await sendAll();
  pass(5);
  expect(chain.truth.landings()).toEqual([]);
  Object.assign(chain.weather, { dropProbability: 0, delayProbability: 1, delaySlotsMax: 5 });
  await sendAll();
  expect(chain.advanceSlot().executed).toEqual([]);
  chain.weather.delayProbability = 0;
  pass(6);
  expect(chain.truth.landings()).toHaveLength(3);
});

it('lets bytes go whose blockhash is dead, whose signature is none, or that nobody pays', async () => {
  const { chain, node, bytes, wallets, pass } = await start(2);
  const [first, second] = bytes;
  if (first === undefined || second === undefined) throw new Error('are there');
  const forged = Uint8Array.from(first.wire);
  forged[5] = (forged[5] ?? 0) ^ 1;
  await node.send(forged);
  pass(2);
  expect(chain.truth.landings()).toEqual([]);
  pass(148);
  await node.send(first.wire);
  expect(chain.advanceSlot().executed).toEqual([]);
  const poor = wallets[1];
  const { blockhash } = await node.latestBlockhash();
  if (poor === undefined) throw new Error('is there');
  const emptied = signTransaction(poor, blockhash, [
    transfer(poor, wallets[0]?.address ?? '', 100_000_000_000n - 5_000n),
  ]);
  const unpaid = signTransaction(poor, blockhash, [transfer(poor, poor.address, 0n)]);
  await node.send(emptied.wire);
  await node.send(unpaid.wire);
  expect(chain.advanceSlot().executed).toEqual([emptied.signature]);
});

it('takes the last block of a blockhash and not the one after it', async () => {
  for (const late of [false, true]) {
    const { chain, node, bytes, pass } = await start(1);
    const [only] = bytes;
    const { lastValidBlockHeight } = await node.latestBlockhash();
    pass(Number(lastValidBlockHeight - chain.blockHeight) - (late ? 0 : 1));
    await node.send(only?.wire ?? new Uint8Array());
    const { blockHeight, executed } = chain.advanceSlot();
    expect(blockHeight).toBe(lastValidBlockHeight + (late ? 1n : 0n));
    expect(executed).toHaveLength(late ? 0 : 1);
  }
});
