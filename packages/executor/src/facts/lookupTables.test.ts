import { getAddressDecoder, getAddressEncoder, type Address } from '@solana/kit';
import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { ChainAccount } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createLookupTableCache } from './lookupTables.ts';

const PROGRAM = 'AddressLookupTab1e1111111111111111111111111';

function nth(number: number): Address {
  return getAddressDecoder().decode(new Uint8Array(32).fill(number));
}

function table(addresses: readonly Address[], owner = PROGRAM): ChainAccount {
  const content = addresses.flatMap((each) => [...getAddressEncoder().encode(each)]);
  const data = Uint8Array.from([...new Uint8Array(56), ...content]);
  return { lamports: 1n, owner, data };
}

function setUp(tables: Readonly<Record<string, ChainAccount>>) {
  const chain = new Map(Object.entries(tables));
  const asked: Array<readonly string[]> = [];
  const node = createFakeChainNode({
    accounts: async (addresses) => {
      asked.push(addresses);
      return { slot: 1n, accounts: addresses.map((each) => chain.get(each) ?? null) };
    },
  });
  const cache = createLookupTableCache(createNodePool([node]));
  const verify = async (claimed: Readonly<Record<string, readonly string[]>>) =>
    cache.verify('venue', claimed);
  return { chain, asked, verify };
}

describe('verify', () => {
  it('takes no entry from one of two operators that no other tells of', async () => {
    const [claim, truth] = [nth(1), nth(2)];
    const nodeOf = (operator: string, entries: readonly Address[] | undefined) =>
      createFakeChainNode({
        operator,
        accounts: async () => {
          if (entries === undefined) throw new Error('away');
          return { slot: 1n, accounts: [entries.length === 0 ? null : table(entries)] };
        },
      });
    const verdict = async (...told: ReadonlyArray<readonly Address[] | undefined>) => {
      const nodes = told.map((entries, index) => nodeOf(`operator ${index}`, entries));
      const read = await createLookupTableCache(createNodePool(nodes)).verify('v', { t: [claim] });
      return isFault(read) ? read.code : read['t'];
    };
    // A venue that hides an account behind an entry, and a node that bears it out.
    expect(await verdict([claim], [truth])).toBe('RPC__UNAVAILABLE');
    expect(await verdict([claim], [truth], [truth])).toBe('QUOTE__MISMATCH');
    expect(await verdict([claim], undefined)).toBe('RPC__UNAVAILABLE');
    expect(await verdict([claim], [])).toBe('QUOTE__MISMATCH');
    // One that lags, or denies, does not stop what two others tell.
    expect(await verdict([], [claim], [claim])).toEqual([claim]);
    expect(await verdict([truth], [claim], [claim])).toEqual([claim]);
    expect(await verdict([claim], [claim], undefined)).toEqual([claim]);
  });

  it('answers with the tables as the chain has them, longer ones too', async () => {
    const { verify } = setUp({ t: table([nth(1), nth(2), nth(3)]), u: table([nth(4)]) });
    expect(await verify({ t: [nth(1), nth(2)], u: [nth(4)] })).toEqual({
      t: [nth(1), nth(2), nth(3)],
      u: [nth(4)],
    });
  });

  it('asks nobody about no tables', async () => {
    const { verify, asked } = setUp({});
    expect(await verify({})).toEqual({});
    expect(asked).toEqual([]);
  });

  it('asks once for what only grows, and again for what has grown', async () => {
    const { verify, asked, chain } = setUp({ t: table([nth(1)]), u: table([nth(2)]) });
    await verify({ t: [nth(1)] });
    await verify({ t: [nth(1)] });
    await verify({ t: [nth(1)], u: [nth(2)] });
    chain.set('t', table([nth(1), nth(3)]));
    expect(await verify({ t: [nth(1), nth(3)] })).toEqual({ t: [nth(1), nth(3)] });
    expect(asked).toEqual([['t'], ['u'], ['t']]);
  });

  it.each([
    ['another address', [nth(1), nth(9)], { index: 1, requested: nth(2) }],
    ['another order', [nth(2), nth(1)], { index: 0, requested: nth(1) }],
    ['more than there is', [nth(1), nth(2), nth(3)], { index: 2, requested: 'nothing' }],
  ])('refuses a claim of %s', async (_case, claimed, { index, requested }) => {
    const { verify } = setUp({ t: table([nth(1), nth(2)]) });
    const field = `entry ${index} of lookup table t`;
    const mismatch = {
      code: 'QUOTE__MISMATCH',
      context: { venue: 'venue', field, requested, quoted: claimed[index] },
    };
    expect(await verify({ t: claimed })).toMatchObject(mismatch);
    // From memory as well.
    expect(await verify({ t: claimed })).toMatchObject(mismatch);
  });

  it.each([
    ['there is none', {}],
    ['another program owns it', { t: table([nth(1)], nth(7)) }],
    ['it is cut short', { t: { ...table([nth(1)]), data: new Uint8Array(87) } }],
  ])('refuses a table when %s', async (_case, tables) => {
    expect(await setUp(tables).verify({ t: [nth(1)] })).toMatchObject({
      code: 'QUOTE__MISMATCH',
      context: { requested: 'nothing', quoted: nth(1) },
    });
  });

  it('is unavailable when no node answers, and asks again', async () => {
    let isDown = true;
    const node = createFakeChainNode({
      accounts: async () => {
        if (isDown) throw new Error('down');
        return { slot: 1n, accounts: [table([nth(1)])] };
      },
    });
    const cache = createLookupTableCache(createNodePool([node]));
    const claimed = { t: [nth(1)] };
    expect(await cache.verify('v', claimed)).toMatchObject({ code: 'RPC__UNAVAILABLE' });
    isDown = false;
    expect(await cache.verify('v', claimed)).toEqual(claimed);
  });

  it('keeps a table of this quote while it forgets the others', async () => {
    const tables = Array.from({ length: 1_024 }, (_, index): [string, ChainAccount] => [
      `t${index}`,
      table([nth(1)]),
    ]);
    const { verify } = setUp({ ...Object.fromEntries(tables), last: table([nth(2)]) });
    for (const [name] of tables) await verify({ [name]: [nth(1)] });
    const claimed = { t5: [nth(1)], last: [nth(2)] };
    const verified = await verify(claimed);
    expect(isFault(verified)).toBe(false);
    expect(verified).toEqual(claimed);
  });
});
