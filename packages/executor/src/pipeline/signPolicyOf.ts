import type { SignPolicy } from '../approve/signPolicy.ts';
import { TIP_ACCOUNTS } from '../facts/tipLevels.ts';
import type { ExecutorParts } from './executorParts.ts';
import type { PreparedTrade } from './prepareTrade.ts';

/** What a policy is made of besides the trade. */
export interface PolicySources {
  readonly config: ExecutorParts['config'];
  readonly accounts: Pick<ExecutorParts['accounts'], 'known'>;
}

/** What the transaction of a prepared trade may do, for the sign policy to hold its bytes against. */
export function signPolicyOf(
  { config, accounts }: PolicySources,
  prepared: PreparedTrade,
): SignPolicy {
  const { plan } = prepared;
  const { side, tokenAccount, wrappedSol, amountIn, minimumOut, closesTokenAccount } = plan;
  const isBuy = side === 'buy';
  const tokenUnits = isBuy ? tokenAccount.units + minimumOut : tokenAccount.units - amountIn;
  return {
    side,
    blockhash: prepared.blockhash.blockhash,
    wallet: plan.wallet,
    mint: plan.mint,
    tokenAccount: tokenAccount.address,
    wrappedSolAccount: wrappedSol.address,
    walletTokenAccounts: accounts.known,
    amountIn,
    swapMinimumOut: prepared.swapMinimumOut,
    tokenUnitsMin: closesTokenAccount ? 0n : tokenUnits,
    wrappedSolUnitsMin: wrappedSol.units + (isBuy ? 0n : minimumOut),
    solFloorLamports: plan.solFloorLamports,
    closesTokenAccount,
    tipAccounts: TIP_ACCOUNTS,
    tipLamportsMax: config.tipLamportsMax,
    priorityFeeLamportsMax: config.priorityFeeLamportsMax,
    decoders: config.decoders,
    lookupTables: plan.lookupTables,
  };
}
