import { isFault, type Fault } from '@quantbot/core';

import type { NodePool } from '../chain/nodePool.ts';
import { TOKEN_2022_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';
import { WRAPPED_SOL } from '../facts/walletAccounts.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import { judgeTokenAccount, type JudgedTokenAccount } from './judgeTokenAccount.ts';

/** Whose token accounts to list. */
export interface TokenAccountsQuery {
  readonly pool: NodePool;
  readonly wallet: string;
  /** Trades that have not ended, read after the accounts were. */
  readonly openTrades: () => readonly TradeRecord[];
}

/**
 * Lists every token account of the wallet and what may be done with it, those that may be closed
 * first, then by address. What a node leaves out or makes up loses nothing: an account that is not
 * empty cannot be closed on chain.
 */
export async function listTokenAccounts({
  pool,
  wallet,
  openTrades,
}: TokenAccountsQuery): Promise<readonly JudgedTokenAccount[] | Fault> {
  const programs = [TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS];
  const readings = await Promise.all(
    programs.map(async (program) =>
      pool.ask('getTokenAccountsByOwner', async (node) => node.tokenAccountsOf(wallet, program)),
    ),
  );
  const problem = readings.find((reading) => isFault(reading));
  if (problem !== undefined) return problem;
  const accounts = readings.flatMap((reading) => (isFault(reading) ? [] : reading));
  const mints = mintsInUse(openTrades());
  return accounts
    .map((account) => judgeTokenAccount(account, { wallet, mints }))
    .toSorted((left, right) => rank(left).localeCompare(rank(right)));
}

/** Every live trade wraps or unwraps, so wrapped SOL is in use while any is open. */
function mintsInUse(trades: readonly TradeRecord[]): ReadonlySet<string> {
  const live = trades.filter(({ mode }) => mode === 'live');
  const mints = live.map(({ request }): string => request.tokenAddress);
  return new Set(live.length === 0 ? mints : [...mints, WRAPPED_SOL]);
}

function rank({ verdict, address }: JudgedTokenAccount): string {
  return `${verdict === 'closable' ? 0 : 1} ${address}`;
}
