import { address, type Address } from '@solana/kit';

import type { RentFacts } from '../facts/chainFacts.ts';
import type { WalletFacts } from '../facts/walletView.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { FIXTURE_MINT } from './journalFixtures.ts';

/** Wallet of made-up facts. */
export const FACTS_WALLET = address('4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T');

/** Rents told apart by their last digits. */
export const FIXTURE_RENT: RentFacts = {
  walletLamports: 890_881n,
  tokenAccountLamports: 2_039_282n,
  extendedTokenAccountLamports: 2_978_883n,
};

/** What a made-up wallet holds. */
export interface FactsChanges {
  readonly walletLamports?: bigint;
  /** Base units held, `undefined` for an account that is not there. */
  readonly tokenUnits?: bigint | undefined;
  readonly hasWrappedSol?: boolean;
  readonly isToken2022?: boolean;
  readonly decimals?: number;
  readonly amountExtension?: string;
  readonly risks?: readonly string[];
  readonly transferFeeBps?: number;
}

/** Facts of a wallet with one SOL and neither token nor wrapped SOL, unless said otherwise. */
export function fixtureFacts(changes: FactsChanges = {}): WalletFacts {
  const { walletLamports = 1_000_000_000n, tokenUnits, hasWrappedSol = false } = changes;
  const tokenProgram: Address =
    changes.isToken2022 === true ? TOKEN_2022_PROGRAM_ADDRESS : TOKEN_PROGRAM_ADDRESS;
  return {
    wallet: FACTS_WALLET,
    sol: [{ slot: 500n, lamports: walletLamports }],
    mint: {
      mint: address(FIXTURE_MINT),
      tokenProgram,
      decimals: changes.decimals ?? 6,
      amountExtension: changes.amountExtension,
      hasTransferFee: false,
      risks: changes.risks ?? [],
      transferFeeBps: changes.transferFeeBps ?? 0,
    },
    tokenAccount: {
      address: address('So11111111111111111111111111111111111111112'),
      exists: tokenUnits !== undefined,
      units: tokenUnits ?? 0n,
    },
    sellableUnits: tokenUnits ?? 0n,
    wrappedSol: {
      address: address('11111111111111111111111111111111'),
      exists: hasWrappedSol,
      units: 0n,
    },
  };
}
