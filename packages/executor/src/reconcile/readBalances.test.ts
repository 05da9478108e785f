import { AccountState, getTokenEncoder } from '@solana-program/token';
import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import { SOL_ASSET } from './assetChanges.ts';
import { readBalances } from './readBalances.ts';

const { wallet } = PLAN;
const STRANGER = PLAN.mint;

function holding(units: bigint, owner: string = wallet): ChainAccount {
  const data = getTokenEncoder().encode({
    mint: PLAN.mint,
    owner: address(owner),
    amount: units,
    delegate: null,
    state: AccountState.Initialized,
    isNative: null,
    delegatedAmount: 0n,
    closeAuthority: null,
  });
  return { lamports: 2_039_280n, owner: TOKEN_PROGRAM_ADDRESS, data: new Uint8Array(data) };
}

function nodeOf(
  operator: string,
  slot: bigint,
  accounts: Readonly<Record<string, ChainAccount>>,
): ChainNode {
  return createFakeChainNode({
    operator,
    finalAccounts: async (addresses) => ({
      slot,
      accounts: addresses.map((address) => accounts[address] ?? null),
    }),
  });
}

const SOL = { asset: SOL_ASSET, account: 'wrapped' };
const TOKEN = { asset: 'mint', account: 'held' };
const WALLET: ChainAccount = { lamports: 500n, owner: 'system', data: new Uint8Array() };

async function read(nodes: readonly ChainNode[], places = [SOL, TOKEN]) {
  return Object.fromEntries(await readBalances({ nodes, wallet, places }));
}

describe('readBalances', () => {
  it('adds wrapped SOL to the lamports of the wallet, without the rent of its account', async () => {
    const node = nodeOf('a', 7n, { [wallet]: WALLET, wrapped: holding(30n), held: holding(4n) });
    expect(await read([node])).toEqual({
      SOL: [{ operator: 'a', units: 530n, slot: 7n }],
      mint: [{ operator: 'a', units: 4n, slot: 7n }],
    });
  });

  it('finds nothing in an account that is gone or has another owner', async () => {
    const gone = nodeOf('a', 7n, {});
    const taken = nodeOf('b', 7n, { [wallet]: WALLET, held: holding(4n, STRANGER) });
    expect(await read([gone, taken])).toEqual({
      SOL: [
        { operator: 'a', units: 0n, slot: 7n },
        { operator: 'b', units: 500n, slot: 7n },
      ],
      mint: [
        { operator: 'a', units: 0n, slot: 7n },
        { operator: 'b', units: 0n, slot: 7n },
      ],
    });
  });

  it('gives an operator one voice, that of its newest block, and none to who is silent', async () => {
    const older = nodeOf('a', 7n, { held: holding(1n) });
    const newer = nodeOf('a', 9n, { held: holding(2n) });
    const silent = createFakeChainNode({ operator: 'b' });
    const voice = [{ operator: 'a', units: 2n, slot: 9n }];
    expect((await read([older, newer, silent]))['mint']).toEqual(voice);
    expect((await read([newer, older]))['mint']).toEqual(voice);
  });

  it('asks for no more than a hundred accounts at once', async () => {
    const asked: number[] = [];
    const node = createFakeChainNode({
      operator: 'a',
      finalAccounts: async (addresses) => {
        asked.push(addresses.length);
        return { slot: 7n, accounts: addresses.map(() => null) };
      },
    });
    const places = Array.from({ length: 150 }, (_, index) => ({
      asset: `mint-${index}`,
      account: `account-${index}`,
    }));
    expect(Object.keys(await read([node], places))).toHaveLength(150);
    expect(asked).toEqual([100, 52]);
  });
});
