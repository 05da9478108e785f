import { expect, it } from 'vitest';

import { createTestChain } from '../testing/testChain.ts';
import { signTransaction, transfer } from '../testing/testTransaction.ts';

it('lets slots pass without a block, and heights fall behind', () => {
  const { chain } = createTestChain();
  const { slot, blockHeight } = chain;
  chain.weather.skipProbability = 1;
  expect(chain.advanceSlot()).toEqual({
    slot: slot + 1n,
    blockHeight,
    hasBlock: false,
    endsFork: false,
    executed: [],
  });
  chain.weather.skipProbability = 0;
  expect(chain.advanceSlot()).toMatchObject({ slot: slot + 2n, blockHeight: blockHeight + 1n });
});

it('takes a confirmation back on nodes that followed the dying branch', async () => {
  let taken = 0;
  for (let seed = 0; seed < 20; seed += 1) {
    const { chain, wallets, pass } = createTestChain({ seed });
    const [node] = chain.nodes;
    const [wallet] = wallets;
    if (node === undefined || wallet === undefined) throw new Error('has both');
    Object.assign(chain.weather, {
      forkProbability: 1,
      forkSlotsMax: 12,
      forkConfirms: true,
      relandProbability: 0,
    });
    const { blockhash } = await node.latestBlockhash();
    const { wire, signature } = signTransaction(wallet, blockhash, [
      transfer(wallet, wallet.address, 1n),
    ]);
    await node.send(wire);
    const seen: unknown[] = [];
    for (let slot = 0; slot < 16; slot += 1) {
      pass(1);
      chain.weather.forkProbability = 0;
      const { statuses } = await node.signatureStatuses([signature], { searchHistory: true });
      seen.push(statuses[0]?.commitment);
    }
    const [landing] = chain.truth.landings();
    const wasConfirmed = seen.includes('confirmed');
    if (landing?.fate === 'dead' && wasConfirmed) {
      taken += 1;
      expect(seen.at(-1)).toBeUndefined();
    }
  }
  expect(taken).toBeGreaterThan(0);
});

it('ends every fork and finalizes on', () => {
  const { chain, pass } = createTestChain();
  Object.assign(chain.weather, { forkProbability: 0.5, forkSlotsMax: 24 });
  let forks = 0;
  for (let slot = 0; slot < 500; slot += 1) forks += chain.advanceSlot().endsFork ? 1 : 0;
  expect(forks).toBeGreaterThan(5);
  chain.weather.forkProbability = 0;
  pass(60);
  expect(chain.truth.finalized().slot).toBe(chain.slot - 31n);
});
