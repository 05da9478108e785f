import { AccountState, getTokenEncoder } from '@solana-program/token';
import { address, none } from '@solana/kit';
import { isFault } from '@quantbot/core';
import { describe, expect, it } from 'vitest';

import type { OwnedAccount } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { createFakeParts } from '../testing/fakeParts.ts';
import { PLAN } from '../testing/tradeFixtures.ts';
import { listTokenAccounts } from './listTokenAccounts.ts';

const { wallet } = PLAN;

function held(name: string, mint: string, amount = 0n): OwnedAccount {
  const data = getTokenEncoder().encode({
    mint: address(mint),
    owner: wallet,
    amount,
    delegate: none(),
    state: AccountState.Initialized,
    isNative: none(),
    delegatedAmount: 0n,
    closeAuthority: none(),
  });
  return { address: name, lamports: 1n, owner: TOKEN_PROGRAM_ADDRESS, data: new Uint8Array(data) };
}

const ACCOUNTS = [held('c', PLAN.mint, 1n), held('b', PLAN.mint), held('a', WRAPPED_SOL)];

async function list(openTrades: readonly TradeRecord[] = []) {
  const node = createFakeChainNode({
    tokenAccountsOf: async (_, program) => (program === TOKEN_PROGRAM_ADDRESS ? ACCOUNTS : []),
  });
  const pool = createNodePool([node]);
  const listed = await listTokenAccounts({ pool, wallet, openTrades: () => openTrades });
  return isFault(listed) ? listed.code : listed.map((one) => `${one.address} ${one.verdict}`);
}

describe('listTokenAccounts', () => {
  it('names what may be closed first', async () => {
    expect(await list()).toEqual(['a closable', 'b closable', 'c holds-value']);
  });

  it('leaves the token of an open trade alone, and wrapped SOL with it', async () => {
    const { admit } = await createFakeParts();
    expect(await list([admit()])).toEqual(['a in-use', 'b in-use', 'c holds-value']);
    expect(await list([admit({}, 'dry')])).toEqual(['a closable', 'b closable', 'c holds-value']);
  });

  it('says that no node tells', async () => {
    const node = createFakeChainNode({
      tokenAccountsOf: async () => Promise.reject(new Error('excluded from secondary indexes')),
    });
    const query = { pool: createNodePool([node]), wallet, openTrades: () => [] };
    expect(await listTokenAccounts(query)).toMatchObject({ code: 'RPC__UNAVAILABLE' });
  });
});
