import { getAddressEncoder } from '@solana/kit';
import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { readMessage } from '../approve/readMessage.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { draftOf } from '../testing/policyFixtures.ts';
import { buyPlan, madeUpAddress, PLAN } from '../testing/tradeFixtures.ts';
import { createSignerEyes } from './signerEyes.ts';

const TABLE_PROGRAM = 'AddressLookupTab1e1111111111111111111111111';
const encode = (address: string) => [...getAddressEncoder().encode(address as typeof PLAN.mint)];

const GENESIS = 'the genesis';

function eyesOf(given: Partial<ChainNode> | ReadonlyArray<Partial<ChainNode>>, at = () => 0) {
  const nodes = [given]
    .flat()
    .map((node: Partial<ChainNode>) =>
      createFakeChainNode({ genesisHash: async () => GENESIS, ...node }),
    );
  return createSignerEyes({ nodes, genesisHash: GENESIS, monotonicMs: at });
}

/** One node for each account list, each of an operator of its own. */
function operatorsOf(...lists: ReadonlyArray<ReadonlyArray<ChainAccount | null>>) {
  return lists.map((accounts, index) => ({
    operator: `operator ${index}`,
    accounts: async () => ({ slot: BigInt(10 + index), accounts: [...accounts] }),
  }));
}

const PLACES = {
  wallet: PLAN.wallet,
  wrappedSolAccount: PLAN.wrappedSol,
  tokenAccount: PLAN.tokenAccount,
};
const own = (lamports: bigint): ChainAccount => ({ lamports, owner: 'S', data: new Uint8Array() });

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
    const accounts = [own(7n), tokenAccount(4n), tokenAccount(9n)];
    const full = eyesOf({ accounts: async () => ({ slot: 1n, accounts }) });
    expect(await full.wallet(PLACES)).toEqual({
      slot: 1n,
      lamports: 11n,
      wrappedLamports: 4n,
      tokenUnits: 9n,
    });
    const empty = eyesOf({ accounts: async () => ({ slot: 1n, accounts: [null, null, null] }) });
    expect(await empty.wallet(PLACES)).toEqual({
      slot: 1n,
      lamports: 0n,
      wrappedLamports: 0n,
      tokenUnits: 0n,
    });
  });

  it('believes of two operators the one that lets less leave, and the older slot', async () => {
    const rich = [own(50n), tokenAccount(2n), tokenAccount(1n)];
    const poor = [own(1n), null, tokenAccount(30n)];
    const expected = { slot: 10n, lamports: 52n, wrappedLamports: 2n, tokenUnits: 30n };
    expect(await eyesOf(operatorsOf(rich, poor)).wallet(PLACES)).toEqual(expected);
    expect(await eyesOf(operatorsOf(poor, rich)).wallet(PLACES)).toEqual(expected);
  });

  it('needs two operators to answer where there are two, and waits for no third', async () => {
    const [first, second] = operatorsOf([own(5n), null, null], [own(6n), null, null]);
    const away = {
      operator: 'operator 9',
      accounts: async () => Promise.reject(new Error('away')),
    };
    const silent = { operator: 'operator 8', accounts: async () => new Promise<never>(() => {}) };
    const alone = await eyesOf([first ?? {}, away]).wallet(PLACES);
    expect(alone).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    expect(isFault(alone) && alone.message).toContain('2 operators have to answer');
    const same = [first ?? {}, { ...second, operator: 'operator 0' }, away];
    expect(await eyesOf(same).wallet(PLACES)).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    const enough = await eyesOf([silent, first ?? {}, second ?? {}]).wallet(PLACES);
    expect(enough).toMatchObject({ lamports: 6n });
  });

  it('uses no table entry that one operator alone tells of', async () => {
    if (COMPILED === undefined) throw new Error('there is no message');
    const message = {
      ...COMPILED,
      lookups: [
        {
          table: Uint8Array.from(encode(PLAN.table)),
          writableIndexes: Uint8Array.of(0, 1),
          readonlyIndexes: new Uint8Array(),
        },
      ],
    };
    const [first, second, false1] = [101, 102, 103].map((seed) => madeUpAddress(seed));
    const honest = [table([first ?? '', second ?? ''])];
    const lie = [table([first ?? '', false1 ?? ''])];
    const both = await eyesOf(operatorsOf(honest, lie)).tablesOf(message, [PLAN.table]);
    expect(isFault(both) && both.message).toContain('contradict each other');
    const three = eyesOf(operatorsOf(lie, honest, honest));
    expect(await three.tablesOf(message, [PLAN.table])).toEqual({ [PLAN.table]: [first, second] });
    // One that has not seen the newest entry says nothing of it, and one voice is too few.
    const late = eyesOf(operatorsOf([table([first ?? ''])], honest));
    expect(await late.tablesOf(message, [PLAN.table])).toEqual({ [PLAN.table]: [first] });
  });

  it('knows every token account that any operator knows of', async () => {
    const listed = (address: string) => async () => [{ address, ...own(1n) }];
    const eyes = eyesOf([
      { operator: 'a', tokenAccountsOf: async () => [] },
      { operator: 'b', tokenAccountsOf: listed('hidden by a') },
    ]);
    expect(await eyes.tokenAccounts(PLAN.wallet)).toEqual(new Set(['hidden by a']));
  });

  it('reckons with the highest rent', async () => {
    const rent = (lamports: bigint) => async () => lamports;
    const eyes = eyesOf([
      { operator: 'a', minimumRentLamports: rent(0n) },
      { operator: 'b', minimumRentLamports: rent(9n) },
    ]);
    expect(await eyes.tokenRent()).toBe(9n);
  });

  it('asks no node that serves another chain, also when it was silent at the start', async () => {
    const [node] = operatorsOf([own(0n), null, null]);
    const refused = await eyesOf({ ...node, genesisHash: async () => 'devnet' }).wallet(PLACES);
    expect(isFault(refused) && refused.message).toContain('it serves another chain');
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
