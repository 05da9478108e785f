import { ExecutionError } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import { createJournalScene, createNotedAdapter, ROLLOUT_MINT } from '../testing/rolloutScene.ts';
import { createRealSide, type RolloutAdapter } from './realSide.ts';

function scene(adapter: RolloutAdapter = createNotedAdapter('real')) {
  const { says, reader } = createJournalScene();
  let made = 0;
  let opened = 0;
  const here = { isThere: true };
  const real = createRealSide({
    create: () => {
      made += 1;
      return adapter;
    },
    hasJournal: () => here.isThere,
    openJournal: () => {
      opened += 1;
      return reader;
    },
  });
  return { real, says, here, counts: () => [made, opened] };
}

const account = (units: bigint, mint: string = ROLLOUT_MINT) => ({ mint, units });

/** An adapter whose wallet has these accounts. */
function walletOf(...accounts: object[]): RolloutAdapter {
  const reclaimable = async () => Promise.resolve({ wallet: 'w', accounts } as never);
  return { ...createNotedAdapter('real'), reclaimable };
}

describe('holds', () => {
  it('is what the journal says where it can tell, and makes no adapter for it', async () => {
    const { real, says, here, counts } = scene();
    here.isThere = false;
    expect(await real.holds(ROLLOUT_MINT)).toBe(false);
    expect(counts()).toEqual([0, 0]);
    here.isThere = true;
    expect(await real.holds(ROLLOUT_MINT)).toBe(false);
    says.holding = 'held';
    expect(await real.holds(ROLLOUT_MINT)).toBe(true);
    expect(counts()).toEqual([0, 1]);
  });

  it.each([
    ['its own account holds some', [account(1n)], true],
    ['its own account is empty', [account(0n)], false],
    ['another token is held', [account(5n, 'other')], false],
  ])('is what the chain says where the journal cannot tell: %s', async (_, accounts, held) => {
    const { real, says } = scene(walletOf(...accounts));
    says.holding = 'uncertain';
    expect(await real.holds(ROLLOUT_MINT)).toBe(held);
  });

  it('is a fault when neither can tell', async () => {
    const broken: RolloutAdapter = {
      ...createNotedAdapter('real'),
      reclaimable: async () =>
        Promise.reject(
          new ExecutionError('RPC__UNAVAILABLE', { endpoint: 'e', method: 'm', reason: 'down' }),
        ),
    };
    for (const [adapter, reason] of [
      [broken, 'RPC__UNAVAILABLE'],
      [createNotedAdapter('real'), 'cannot list accounts'],
    ] as const) {
      const { real, says } = scene(adapter);
      says.holding = 'uncertain';
      expect(await real.holds(ROLLOUT_MINT)).toMatchObject({
        code: 'ROLLOUT__POSITION_UNKNOWN',
        message: expect.stringContaining(reason) as string,
      });
    }
  });
});

it('makes the adapter once and closes what was made', async () => {
  const adapter = createNotedAdapter('real');
  const { real, counts } = scene(adapter);
  expect(real.adapter()).toBe(real.adapter());
  expect(counts()).toEqual([1, 0]);
  await real.close();
  expect(adapter.isClosed).toBe(true);
  const unused = createNotedAdapter('real');
  await scene(unused).real.close();
  expect(unused.isClosed).toBe(false);
});
