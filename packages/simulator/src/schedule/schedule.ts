import type { LanePolicy, TradeSide } from '@quantbot/core';

import type { DiskFailure } from '../process/life.ts';
import type { ChainFault, NetworkFault, NodeFault } from './faults.ts';

/** One call of a strategy. */
export interface CallPlan {
  readonly atMs: number;
  /** Milliseconds this caller waits. */
  readonly waitMs: number;
}

/** What a strategy wants once, however often it asks. */
export interface Intent {
  readonly number: number;
  /** Place of its wallet in the schedule. */
  readonly wallet: number;
  /** `undefined` for a request without a key. */
  readonly key: string | undefined;
  readonly side: TradeSide;
  /** Place of its pool. */
  readonly pool: number;
  /**
   * Base units of the input. No two intents of a schedule share one, so the chain itself tells
   * which intent a swap belongs to. `undefined` for a part of the balance.
   */
  readonly amountIn: bigint | undefined;
  readonly sellPortionBps: number | undefined;
  readonly slippageBps: number;
  readonly limitPrice: number | undefined;
  readonly maxRetries: number;
  readonly deadlineMs: number;
  readonly lanePolicy: LanePolicy;
  readonly calls: readonly CallPlan[];
  readonly cancelAtMs: number | undefined;
}

/** Where a process stops: at the n-th time it comes by a point. */
export interface StopPlan {
  /** Beginning of the point's name; every point when empty. */
  readonly point: string;
  readonly nth: number;
  /** Milliseconds until the next process starts. */
  readonly pauseMs: number;
  /** The disk fails there, and the process stops some time later. */
  readonly diskFails?: DiskFailurePlan;
}

/** A disk that takes nothing more. */
export interface DiskFailurePlan {
  readonly how: DiskFailure;
  /** Milliseconds until the process stops. */
  readonly lastsMs: number;
}

/** A wallet with its own process and its own disk. */
export interface WalletPlan {
  readonly startsAtMs: number;
  /** One for each life, in order; a life beyond them is not stopped. */
  readonly stops: readonly StopPlan[];
  readonly resumesAtStart: boolean;
  /** Whether its disk has a journal from the beginning, without a trade in it. */
  readonly hasJournal: boolean;
  readonly lamports: bigint;
  /** Base units held of each pool's token. */
  readonly units: readonly bigint[];
}

/** What a person does about trading. */
export interface OperatorAct {
  readonly atMs: number;
  /** Place of the wallet. */
  readonly wallet: number;
  readonly does: 'halt' | 'reduce' | 'activate' | 'place-file' | 'remove-file' | 'restart';
}

/** Everything a seed decides before time begins. */
export interface Schedule {
  readonly seed: number;
  /** Wall time at which it begins, milliseconds since the Unix epoch. */
  readonly wallClockMs: number;
  readonly slotMs: number;
  readonly pollIntervalMs: number;
  /** Milliseconds between two sends of the same bytes to the same endpoint. */
  readonly repeatIntervalMs: number;
  /** Least and most milliseconds after which a caller who does not know yet asks again. */
  readonly pauseMs: readonly [least: number, most: number];
  /** Most times that a denied key that may be used again is asked for again. */
  readonly deniedRepeatsMax: number;
  readonly nodes: ReadonlyArray<{ readonly label: string; readonly operator: string }>;
  /** The one operator that may lie, where there is one. */
  readonly liar: string | undefined;
  readonly hasBlockEngine: boolean;
  readonly hasSockets: boolean;
  readonly pools: ReadonlyArray<{ readonly symbol: string; readonly decimals: number }>;
  readonly wallets: readonly WalletPlan[];
  readonly intents: readonly Intent[];
  readonly networkFaults: readonly NetworkFault[];
  readonly nodeFaults: readonly NodeFault[];
  readonly chainFaults: readonly ChainFault[];
  /** In their order. In the quiet everything is allowed again. */
  readonly operatorActs: readonly OperatorAct[];
  /** Failures in a row at which the breaker of every wallet trips. */
  readonly maxConsecutiveFailures: number;
  /** From here on nothing goes wrong any more, milliseconds. */
  readonly quietFromMs: number;
}
