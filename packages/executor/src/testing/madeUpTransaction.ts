import type { TokenBalance, TransactionReading } from '../chain/chainNode.ts';
import { PLAN, PLAN_DECODER } from './tradeFixtures.ts';

const WALLET_LAMPORTS = 1_000_000_000n;
const RENT_LAMPORTS = 2_039_280n;
const FEE_LAMPORTS = 6_000n;
const TIP_LAMPORTS = 10_000n;

/** Record of the made-up attempt: 0.1 SOL went in, 2000 base units came out. */
export function madeUpTransaction(
  changes: Partial<TransactionReading> & { readonly tokenUnits?: bigint } = {},
): TransactionReading {
  const { tokenUnits = 2_000n, ...rest } = changes;
  const spent = 100_000_000n + FEE_LAMPORTS + TIP_LAMPORTS;
  return {
    slot: 1_010n,
    error: null,
    feeLamports: FEE_LAMPORTS,
    accountAddresses: [PLAN.wallet, PLAN.tokenAccount, PLAN.wrappedSol],
    signerCount: 1,
    preLamports: [WALLET_LAMPORTS, RENT_LAMPORTS, 0n],
    postLamports: [WALLET_LAMPORTS - spent, RENT_LAMPORTS, 0n],
    preTokenBalances: [balance(0n)],
    postTokenBalances: [balance(tokenUnits)],
    logs: [],
    computeUnits: 90_000n,
    ...rest,
  };
}

/** Record of the made-up attempt when the swap program refused the price. */
export function revertedTransaction(changes: Partial<TransactionReading> = {}): TransactionReading {
  return madeUpTransaction({
    error: '{"InstructionError":[4,{"Custom":6001}]}',
    postLamports: [WALLET_LAMPORTS - FEE_LAMPORTS, RENT_LAMPORTS, 0n],
    tokenUnits: 0n,
    logs: [`Program ${PLAN_DECODER.programAddress} failed: custom program error: 0x1771`],
    ...changes,
  });
}

function balance(amount: bigint): TokenBalance {
  return { account: PLAN.tokenAccount, mint: PLAN.mint, owner: PLAN.wallet, amount };
}
