import type { ExecutionResult } from '@quantbot/core';
import type {
  AttemptPlan,
  ExpiryWitness,
  JournalledEvent,
  TradeRecord,
  TradingChange,
} from '@quantbot/executor';

import type { Landing } from '../model/modelTruth.ts';
import type { Schedule } from '../schedule/schedule.ts';

/** An answer that a caller got. */
export interface AnswerFact {
  readonly atMs: number;
  readonly intent: number;
  readonly result: ExecutionResult;
  /** Whether the chain had the named swap on some branch, run, when the answer came. */
  readonly hadRun: boolean;
}

/** A signature that became durable, with what the chain knew at that moment. */
export interface SignedFact {
  readonly atMs: number;
  readonly wallet: number;
  readonly tradeId: string;
  readonly attempt: AttemptPlan;
  readonly isBuy: boolean;
  /** Last height at which its blockhash may be used, by the chain's own books. */
  readonly lastHeight: bigint | undefined;
  /** Earlier signatures of the trade that were not over, by the chain's own books. */
  readonly formerOpen: readonly string[];
  /** Lamports of the wallet on the branch that covers the signature best, of those nodes may show. */
  readonly walletLamports: bigint;
  /**
   * Lamports that other signatures of the wallet may still take: signed, not over, neither in a
   * block of that branch nor confirmed by the journal's own word.
   */
  readonly openLamports: bigint;
  /** Other trades of the same wallet and token whose attempt was live by the journal's own word. */
  readonly besides: readonly string[];
}

/** A death that was written down, with what the chain knew at that moment. */
export interface ExpiredFact {
  readonly atMs: number;
  readonly tradeId: string;
  readonly signature: string;
  /** Whether the bytes had landed or could still land. */
  readonly wasOpen: boolean;
  readonly witnesses: readonly ExpiryWitness[];
  /** Height of the finalized block. */
  readonly finalHeight: bigint;
}

/** Bytes that left a process. */
export interface SendFact {
  readonly atMs: number;
  readonly wallet: number;
  readonly signature: string;
  /** Label of a node, or `engine`. */
  readonly by: string;
  /** Whether their signature was on the disk then. */
  readonly wasDurable: boolean;
}

/** A trade as the journal has it in the end. */
export interface TradeFact {
  readonly wallet: number;
  readonly record: TradeRecord;
  readonly events: readonly JournalledEvent[];
}

/** A wallet before and after. */
export interface WalletFact {
  readonly address: string;
  readonly lamportsBefore: bigint;
  readonly lamportsAfter: bigint;
  /** Base units of each pool's token. */
  readonly unitsBefore: readonly bigint[];
  readonly unitsAfter: readonly bigint[];
}

/** A pool, as far as it is needed to tell whose swap it was. */
export interface PoolFact {
  readonly mint: string;
  readonly tokenVault: string;
  readonly solVault: string;
}

/** Bounds the executors were given. */
export interface LimitFacts {
  readonly tradeLamportsMax: bigint;
  readonly solReserveLamportsMin: bigint;
  readonly openTradesMax: number;
  readonly exposureLamportsMax: bigint;
  readonly dailyVolumeLamportsMax: bigint;
  readonly priorityFeeLamportsMax: bigint;
  readonly tipLamportsMax: bigint;
  readonly publicSlippageBpsMax: number;
  readonly derivedKeyWindowMs: number;
}

/** A time in which something was forbidden for certain. */
export interface BarFact {
  readonly wallet: number;
  /** `all` and `buys` by a decision that was answered, `all-by-file` by the halt file. */
  readonly forbids: 'all' | 'buys' | 'all-by-file';
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Everything that happened in one schedule, as seen from outside the executor: what callers were
 * told, what is on the disks, what the chain did. Checks look at nothing else.
 */
export interface History {
  readonly schedule: Schedule;
  readonly limits: LimitFacts;
  readonly answers: readonly AnswerFact[];
  readonly signed: readonly SignedFact[];
  readonly expired: readonly ExpiredFact[];
  readonly sends: readonly SendFact[];
  readonly bars: readonly BarFact[];
  /** Changes of the trading state of each wallet's journal, oldest first. */
  readonly tradingChanges: ReadonlyArray<readonly TradingChange[]>;
  readonly trades: readonly TradeFact[];
  readonly landings: readonly Landing[];
  readonly wallets: readonly WalletFact[];
  readonly pools: readonly PoolFact[];
  /** Why the schedule did not come to its end; `undefined` when it did. */
  readonly stuck: string | undefined;
  /** Errors that nobody handled. */
  readonly surprises: readonly string[];
  /** Processes stopped on the way. */
  readonly stops: number;
}
