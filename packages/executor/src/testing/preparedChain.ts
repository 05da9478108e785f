import { getMintEncoder, getTokenEncoder, AccountState } from '@solana-program/token';
import { none } from '@solana/kit';

import type { ChainAccount, ChainNode } from '../chain/chainNode.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import type { SwapQuote, SwapVenue } from '../venues/swapVenue.ts';
import { buyPlan, madeUpQuote, PLAN } from './tradeFixtures.ts';
import { rosyAccounts } from './rosyAccounts.ts';

const SYSTEM_PROGRAM = '11111111111111111111111111111111';

/** What the chain of a prepared trade holds. */
export interface PreparedChainOptions {
  readonly walletLamports?: bigint;
  /** Base units of the token that the wallet holds; no account when absent. */
  readonly tokenUnits?: bigint;
  /** Slot at which it is so. */
  readonly slot?: bigint;
}

/** A node on which a made-up trade can be prepared and simulated. */
export function preparedChain(options: PreparedChainOptions = {}): Partial<ChainNode> {
  const { walletLamports = 5_000_000_000n, tokenUnits, slot = 1_000n } = options;
  const wallet: ChainAccount = {
    lamports: walletLamports,
    owner: SYSTEM_PROGRAM,
    data: new Uint8Array(),
  };
  const token = tokenUnits === undefined ? null : tokenAccount(tokenUnits);
  return {
    accounts: async () => ({ slot, accounts: [wallet, mint(), token, null, null] }),
    simulate: async (_wire, addresses) => ({
      slot: 1_000n,
      error: null,
      logs: [],
      computeUnits: 90_000n,
      accounts: rosyAccounts(addresses),
    }),
  };
}

/** A venue that quotes the made-up buy, or what a test says. */
export function quotingVenue(quote: Partial<SwapQuote> = {}): SwapVenue {
  return { name: 'made-up', quote: async () => madeUpQuote(buyPlan(), quote) };
}

function mint(): ChainAccount {
  const data = getMintEncoder().encode({
    mintAuthority: none(),
    supply: 1n,
    decimals: 6,
    isInitialized: true,
    freezeAuthority: none(),
  });
  return { lamports: 1n, owner: TOKEN_PROGRAM_ADDRESS, data: new Uint8Array(data) };
}

function tokenAccount(amount: bigint): ChainAccount {
  const data = getTokenEncoder().encode({
    mint: PLAN.mint,
    owner: PLAN.wallet,
    amount,
    delegate: none(),
    state: AccountState.Initialized,
    isNative: none(),
    delegatedAmount: 0n,
    closeAuthority: none(),
  });
  return { lamports: 2_039_280n, owner: TOKEN_PROGRAM_ADDRESS, data: new Uint8Array(data) };
}
