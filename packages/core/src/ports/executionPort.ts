import type { Chain } from '../chain.ts';
import type { ErrorCode } from '../errors/errorCatalogue.ts';
import type { TokenAddress } from '../tokenAddress.ts';
import type { LanePolicy, TradeStatus } from '../execution/tradeStatus.ts';

/** Direction of a trade, seen from the wallet: `buy` spends SOL, `sell` brings SOL in. */
export type TradeSide = 'buy' | 'sell';

/**
 * What a strategy asks for. Exactly one of `amount`, `amountBaseUnits` and `sellPortionBps` says
 * how much; the type keeps `amount` required so that callers of the first version compile as they
 * are, and {@link PortionedExecutionRequest} is the form without it.
 */
export interface ExecutionRequest extends ExecutionRequestOptions {
  /**
   * Buy: SOL that goes into the swap, costs on top. Sell: tokens, raw amount / 10^decimals.
   * Converted by its shortest decimal text, exactly; more decimals than the mint has are refused.
   */
  amount: number;
}

/** A request that says how much in base units or as a part of what the wallet holds. */
export interface PortionedExecutionRequest extends ExecutionRequestOptions {
  amount?: never;
}

/** Everything a request may carry besides `amount`. */
export interface ExecutionRequestOptions {
  /** Mint of the token to buy or sell. */
  tokenAddress: TokenAddress;
  /** Only `solana` is traded. */
  chain: Chain;
  /** Whether SOL buys the token or the token is sold for SOL. */
  side: TradeSide;
  /** Basis points between the quote and the least acceptable output. @defaultValue 100 */
  slippageBps?: number;
  /** Micro-lamports per compute unit; recent fees of the written accounts decide when absent. */
  priorityFee?: number;
  /** Further attempts after one is proven dead. 0 to 10. @defaultValue 2 */
  maxRetries?: number;
  /**
   * Names the trade for ever: a repeat with the same key answers the same trade and moves no more
   * money. 1 to 128 visible ASCII characters.
   */
  idempotencyKey?: string;
  /** Milliseconds from the claim within which something may be signed. @defaultValue 90 000 */
  deadlineMs?: number;
  /** Milliseconds this caller waits for an answer. @defaultValue deadline + 60 000 */
  waitMs?: number;
  /** Worst acceptable price, SOL per token. */
  limitPrice?: number;
  /** Strategy that asks; part of what makes two requests the same. */
  strategyId?: string;
  /** Exact amount in base units: lamports for a buy, the mint's smallest unit for a sell. */
  amountBaseUnits?: string;
  /** Sells this part of the wallet's balance, 1 to 10 000. 10 000 also closes the account. */
  sellPortionBps?: number;
  /** Which lanes may carry this trade; the adapter's own policy when absent. */
  lanePolicy?: LanePolicy;
}

/** Any request an {@link ExecutionPort} takes. */
export type AnyExecutionRequest = ExecutionRequest | PortionedExecutionRequest;

/** Costs in lamports, summed over all attempts of the trade. */
export interface ExecutionFees {
  /** Base fee: 5000 lamports a signature. */
  networkFee: number;
  /** Compute unit price times compute unit limit. */
  priorityFee: number;
  /** `networkFee + priorityFee`. */
  totalFee: number;
}

/** What the venue promised before anything was signed. */
export interface QuotedAmounts {
  /** Base units of the input. */
  amountIn: string;
  /** Base units of the output. */
  amountOut: string;
  /** Base units of the output below which the trade fails on chain. */
  minimumOut: string;
}

/**
 * What became of a request.
 *
 * `success: true` means the swap is in a confirmed block and ran. `success: false` with
 * `CONFIRM__OUTCOME_UNKNOWN` means nobody knows yet: never trade again under another key because
 * of it, ask again with the same one. Any other `success: false` means no position was moved.
 */
export interface ExecutionResult {
  /** Whether the swap is in a confirmed block and ran. */
  success: boolean;
  /** Signature that landed, or the last that was made; begins with `dry-run-` where nothing was sent. */
  txSignature?: string;
  /** What happened, the values, and what to do next. Texts may change; decide by `errorCode`. */
  error?: string;
  /** SOL per token, swap legs only. See `executedPriceText` for all digits. */
  executedPrice?: number;
  /** Tokens received on a buy, tokens sold on a sell. */
  executedAmount?: number;
  /** Lamports of fees of all attempts, without tip and rent. */
  fees?: ExecutionFees;
  /** Stable code of `error`. With `success: true` a note, such as a simulated answer. */
  errorCode?: ErrorCode;
  /** State of the trade when this answer was made. */
  status?: TradeStatus;
  /** Commitment of the evidence behind a success. */
  finality?: 'confirmed' | 'finalized';
  /** Key of the trade, also where the adapter made one. */
  idempotencyKey?: string;
  /** True when this answer belongs to a trade that an earlier call started. */
  deduplicated?: boolean;
  /** For denials: true when the same key may be used again. */
  keyReusable?: boolean;
  /** True when no chain was asked: the figures are made up. */
  simulated?: boolean;
  /** True when the pipeline stopped before signing. */
  dryRun?: boolean;
  /** Signatures made for this trade. */
  attempts?: number;
  /** Lane that carried the landed bytes first. */
  lane?: string;
  /** Slot of the landing. */
  slot?: number;
  /** Lamports paid as Jito tip. */
  jitoTip?: number;
  /** Lamports locked in new accounts less those freed by closed ones; negative when freed. */
  rent?: number;
  /** `fees.totalFee + jitoTip + rent`. */
  totalCostLamports?: number;
  /** `executedPrice` as decimal text. */
  executedPriceText?: string;
  /** SOL per token with every cost in. */
  effectivePrice?: number;
  /** What the venue promised for the attempt that is told of. */
  quoted?: QuotedAmounts;
  /** Basis points by which the output fell short of the quote; negative when it was better. */
  slippageBps?: number;
  /** Number of independent node operators whose word stands behind the answer. */
  witnesses?: number;
  /** Block height after which the named signature can no longer land. */
  deathHeight?: number;
}

/** Trades. Whoever stands behind it, one key moves money at most once. */
export interface ExecutionPort {
  /**
   * Trades once and answers what happened.
   *
   * @returns a result for everything that can go wrong with a trade; rejects only when the adapter
   * itself is broken.
   */
  execute(request: AnyExecutionRequest): Promise<ExecutionResult>;
  /** True when a trade asked for now would be attempted. */
  isAvailable(): Promise<boolean>;
}
