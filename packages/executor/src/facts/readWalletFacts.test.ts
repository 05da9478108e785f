import { getMintEncoder, getTokenEncoder, AccountState } from '@solana-program/token';
import { address, none, type Address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import type { ChainAccount } from '../chain/chainNode.ts';
import { createNodePool } from '../chain/nodePool.ts';
import { createFakeChainNode } from '../testing/fakeChainNode.ts';
import { FACTS_WALLET } from '../testing/factsFixtures.ts';
import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import { readWalletFacts } from './readWalletFacts.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from './tokenProgram.ts';
import { createNodePlatform } from '../platform/nodePlatform.ts';
import { createWalletAccounts } from './walletAccounts.ts';

const MINT = address(FIXTURE_MINT);
const SYSTEM = '11111111111111111111111111111111';
const WALLET: ChainAccount = { lamports: 5_000n, owner: SYSTEM, data: new Uint8Array() };

function mint(owner: Address = TOKEN_PROGRAM_ADDRESS): ChainAccount {
  const data = getMintEncoder().encode({
    mintAuthority: none(),
    supply: 1n,
    decimals: 6,
    isInitialized: true,
    freezeAuthority: none(),
  });
  return { lamports: 1n, owner, data: new Uint8Array(data) };
}

function held(amount: bigint, owner: Address = TOKEN_PROGRAM_ADDRESS): ChainAccount {
  const data = getTokenEncoder().encode({
    mint: MINT,
    owner: FACTS_WALLET,
    amount,
    delegate: none(),
    state: AccountState.Initialized,
    isNative: none(),
    delegatedAmount: 0n,
    closeAuthority: none(),
  });
  return { lamports: 1n, owner, data: new Uint8Array(data) };
}

type Accounts = ReadonlyArray<ChainAccount | null>;

function node(label: string, slot: bigint, accounts: Accounts) {
  const asked: Array<readonly [readonly string[], bigint | undefined]> = [];
  const fake = createFakeChainNode({
    label,
    accounts: async (addresses, minContextSlot) => {
      asked.push([addresses, minContextSlot]);
      return { slot, accounts };
    },
  });
  return { fake, asked };
}

async function read(nodes: ReadonlyArray<ReturnType<typeof node>>, minContextSlot?: bigint) {
  const pool = createNodePool(nodes.map(({ fake }) => fake));
  const book = createWalletAccounts(FACTS_WALLET, createNodePlatform());
  return readWalletFacts(pool, book, { mint: MINT, minContextSlot });
}

const ALL: Accounts = [WALLET, mint(), held(7n), null, held(9n)];

describe('readWalletFacts', () => {
  it('reads everything in one call, at one slot', async () => {
    const book = createWalletAccounts(FACTS_WALLET, createNodePlatform());
    const { token, token2022 } = await book.candidates(MINT);
    const wrappedSol = await book.wrappedSol();
    const only = node('a', 500n, ALL);
    expect(await read([only], 499n)).toEqual({
      slot: 500n,
      wallet: FACTS_WALLET,
      walletLamports: 5_000n,
      mint: expect.objectContaining({ mint: MINT, tokenProgram: TOKEN_PROGRAM_ADDRESS }),
      tokenAccount: { address: token, exists: true, units: 7n },
      wrappedSol: { address: wrappedSol, exists: true, units: 9n },
    });
    expect(only.asked).toEqual([[[FACTS_WALLET, MINT, token, token2022, wrappedSol], 499n]]);
  });

  it("holds the token where the mint's own program keeps it", async () => {
    const program = TOKEN_2022_PROGRAM_ADDRESS;
    const accounts = [WALLET, mint(program), held(7n), held(8n, program), null];
    const { token2022 } = await createWalletAccounts(FACTS_WALLET, createNodePlatform()).candidates(
      MINT,
    );
    expect(await read([node('a', 500n, accounts)])).toMatchObject({
      tokenAccount: { address: token2022, exists: true, units: 8n },
      wrappedSol: { exists: false, units: 0n },
    });
  });

  it('takes a stranger at the address of an account for none', async () => {
    const accounts = [WALLET, mint(), WALLET, null, WALLET];
    expect(await read([node('a', 500n, accounts)])).toMatchObject({
      tokenAccount: { exists: false, units: 0n },
      wrappedSol: { exists: false, units: 0n },
    });
  });

  it('refuses an answer from before our last landing and asks the next node', async () => {
    const [old, fresh] = [node('old', 499n, ALL), node('fresh', 500n, ALL)];
    expect(await read([old, fresh], 500n)).toMatchObject({ slot: 500n });
    expect(old.asked).toHaveLength(1);
    expect(await read([old, old], 500n)).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { endpoint: 'old', reason: 'answer of slot 499 is older than slot 500' },
    });
  });

  it('takes any slot while nothing has landed', async () => {
    expect(await read([node('a', 0n, ALL)])).toMatchObject({ slot: 0n });
  });

  it.each<[string, Accounts]>([
    ['MINT__NOT_FOUND', [WALLET, null, null, null, null]],
    ['MINT__NOT_A_TOKEN', [WALLET, WALLET, null, null, null]],
    ['WALLET__SOL_BELOW_REQUIRED', [null, mint(), null, null, null]],
  ])('denies with %s', async (code, accounts) => {
    expect(await read([node('a', 500n, accounts)])).toMatchObject({ code });
  });

  it('is unavailable when no node answers', async () => {
    expect(await read([])).toMatchObject({
      code: 'RPC__UNAVAILABLE',
      context: { method: 'getMultipleAccounts' },
    });
  });
});
