import { getAddressEncoder } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import { createNodePool } from '../chain/nodePool.ts';
import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { readMessage } from '../approve/readMessage.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { draftOf } from '../testing/policyFixtures.ts';
import { buyPlan, madeUpAddress, PLAN } from '../testing/tradeFixtures.ts';
import { createSignerEyes } from './signerEyes.ts';

const TABLE_PROGRAM = 'AddressLookupTab1e1111111111111111111111111';
const encode = (address: string) => [...getAddressEncoder().encode(address as typeof PLAN.mint)];

function eyesOf(node: Partial<ChainNode>, monotonicMs = () => 0) {
  return createSignerEyes(createNodePool([createFakeChainNode(node)]), { monotonicMs });
}

function table(entries: readonly string[]): ChainAccount {
  const data = Uint8Array.from([...new Uint8Array(56), ...entries.flatMap(encode)]);
  return { lamports: 1n, owner: TABLE_PROGRAM, data };
}

function tokenAccount(units: bigint): ChainAccount {
  const data = new Uint8Array(165);
  data.set(encode(PLAN.mint));
  new DataView(data.buffer).setBigUint64(64, units, true);
  return { lamports: 2_039_280n, owner: 'T', data };
}

const COMPILED = readMessage(draftOf(buyPlan()));

describe('createSignerEyes', () => {
  it('reads a table once, and again when it has to be longer', async () => {
    const entries = [madeUpAddress(101)];
    const asked: unknown[] = [];
    const eyes = eyesOf({
      accounts: async (addresses) => {
        asked.push(addresses);
        return { slot: 1n, accounts: [table(entries)] };
      },
    });
    if (COMPILED === undefined) throw new Error('there is no message');
    const uses = (...at: number[]) => ({
      ...COMPILED,
      lookups: [
        {
          table: Uint8Array.from(encode(PLAN.table)),
          writableIndexes: Uint8Array.from(at),
          readonlyIndexes: new Uint8Array(),
        },
      ],
    });
    expect(await eyes.tablesOf(uses(0), [PLAN.table])).toEqual({ [PLAN.table]: entries });
    entries.push(madeUpAddress(102));
    expect(await eyes.tablesOf(uses(0), [PLAN.table])).toEqual({
      [PLAN.table]: [madeUpAddress(101)],
    });
    expect(await eyes.tablesOf(uses(0, 1), [PLAN.table])).toEqual({ [PLAN.table]: entries });
    expect(asked).toHaveLength(2);
  });

  it('reads balances, and takes what is not there for nothing', async () => {
    const accounts = [{ lamports: 7n, owner: 'S', data: new Uint8Array() }, tokenAccount(9n)];
    const full = eyesOf({ accounts: async () => ({ slot: 1n, accounts }) });
    expect(await full.wallet(PLAN.wallet, PLAN.tokenAccount)).toEqual({
      slot: 1n,
      lamports: 7n,
      tokenUnits: 9n,
    });
    const empty = eyesOf({ accounts: async () => ({ slot: 1n, accounts: [null, null] }) });
    expect(await empty.wallet(PLAN.wallet, PLAN.tokenAccount)).toEqual({
      slot: 1n,
      lamports: 0n,
      tokenUnits: 0n,
    });
  });

  it('tells the mint of an account', async () => {
    const held = eyesOf({ accounts: async () => ({ slot: 1n, accounts: [tokenAccount(1n)] }) });
    expect(await held.mintOf(PLAN.tokenAccount)).toBe(PLAN.mint);
    const none = eyesOf({ accounts: async () => ({ slot: 1n, accounts: [null] }) });
    expect(await none.mintOf(PLAN.tokenAccount)).toBeUndefined();
  });

  it('lists the token accounts of both programs, anew after half a minute', async () => {
    let nowMs = 0;
    let number = 0;
    const eyes = eyesOf(
      {
        tokenAccountsOf: async () => {
          number += 1;
          return [
            { address: `account ${number}`, lamports: 1n, owner: 'T', data: new Uint8Array() },
          ];
        },
      },
      () => nowMs,
    );
    expect(await eyes.tokenAccounts(PLAN.wallet)).toEqual(new Set(['account 1', 'account 2']));
    nowMs = 29_999;
    expect(await eyes.tokenAccounts(PLAN.wallet)).toEqual(new Set(['account 1', 'account 2']));
    nowMs = 30_000;
    expect(await eyes.tokenAccounts(PLAN.wallet)).toEqual(new Set(['account 3', 'account 4']));
  });

  it('asks for the rent once, and says when no node tells it', async () => {
    let asked = 0;
    const eyes = eyesOf({
      minimumRentLamports: async () => {
        asked += 1;
        return 5n;
      },
    });
    expect([await eyes.tokenRent(), await eyes.tokenRent(), asked]).toEqual([5n, 5n, 1]);
    expect(await eyesOf({}).tokenRent()).toMatchObject({ code: 'RPC__UNAVAILABLE' });
  });
});
