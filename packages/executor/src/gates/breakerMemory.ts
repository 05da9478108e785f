import { describeError } from '@quantbot/core';
import { z } from 'zod';

import type { AttemptRecord, TradeRecord } from '../journal/tradeRecord.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import type { TradingState } from '../journal/tradingChange.ts';

/** When the breaker trips. */
export interface BreakerRules {
  /** Trades of any token that fail on chain one after another. */
  readonly maxConsecutiveFailures: number;
  /** Attempts over which the landing rate is looked at. */
  readonly breakerLandingAttempts: number;
  /** Least share of them that lands, basis points. */
  readonly breakerLandingRateBpsMin: number;
  /** Fills over which the drift from the quote is looked at. */
  readonly breakerDriftFills: number;
  /** Most that they may bring less than quoted on average, basis points. */
  readonly breakerDriftBpsMax: number;
}

/** What is counted of trades that failed, until something resets it. Kept in the journal. */
export interface BreakerMemory {
  /** Trades that failed on chain one after another. */
  readonly consecutiveFailures: number;
  /** Sells among them since not everything is traded, one after another. */
  readonly failedSells: number;
  /** Whether each of the newest attempts landed, oldest first. */
  readonly landings: readonly boolean[];
  /** Basis points by which each of the newest fills fell short of its quote, oldest first. */
  readonly driftsBps: readonly number[];
  /** Trades that reverted for slippage one after another, by mint. */
  readonly tokenReverts: Readonly<Record<string, number>>;
  /** Trade that was let through to see whether trading works again, by mint or `ALL_TOKENS`. */
  readonly probes: Readonly<Record<string, string>>;
  /** Why the breaker has tripped, in words that follow "the breaker is open". */
  readonly trigger?: string;
}

/** Stands for every token where a mint could stand. */
export const ALL_TOKENS = '*';

/** A breaker that has seen nothing. */
export const EMPTY_BREAKER_MEMORY: BreakerMemory = {
  consecutiveFailures: 0,
  failedSells: 0,
  landings: [],
  driftsBps: [],
  tokenReverts: {},
  probes: {},
};

/** The memory as it is written down. */
export const breakerMemoryNote: z.ZodType<BreakerMemory> = z.strictObject({
  consecutiveFailures: z.number().int().nonnegative(),
  failedSells: z.number().int().nonnegative(),
  landings: z.array(z.boolean()),
  driftsBps: z.array(z.number()),
  tokenReverts: z.record(z.string(), z.number().int().positive()),
  probes: z.record(z.string(), z.string()),
  trigger: z.string().optional(),
}) as unknown as z.ZodType<BreakerMemory>;

/** Tokens whose reverts are remembered. */
const TOKENS_MAX = 256;

/** What a step of a trade says about execution. */
export interface Observation {
  readonly memory: BreakerMemory;
  /** How the trade failed with this step, as far as it is anybody's fault but our gates'. */
  readonly failure: 'execution' | 'slippage' | undefined;
  /** Whether the trade that was let through to see has just run. */
  readonly probeRan: boolean;
}

/** Counts what a step of a trade says. A step that says nothing leaves the memory as it is. */
export function observeTrade(
  memory: BreakerMemory,
  { before, after }: { readonly before: TradeRecord; readonly after: TradeRecord },
  rules: BreakerRules,
): Observation {
  const watched = watchDrift(
    watchLandings(memory, { before, after }, rules),
    { before, after },
    rules,
  );
  if (before.status === after.status)
    return { memory: watched, failure: undefined, probeRan: false };
  const hasRun = after.status === 'settling';
  const failure = after.status === 'failed' ? failureOf(after) : undefined;
  const counted = hasRun ? countSuccess(watched, after) : countFailure(watched, after, failure);
  const isOver = hasRun || isTerminal(after.status);
  return {
    memory: isOver ? freeProbes(counted, after) : counted,
    failure,
    probeRan: hasRun && memory.probes[ALL_TOKENS] === after.tradeId,
  };
}

/**
 * Whose fault a failed trade is. Its last attempt tells; a refusal of our own after it says nothing
 * about execution, except that the deadline has passed over an attempt that never landed.
 */
function failureOf({ attempts, errorCode }: TradeRecord): Observation['failure'] {
  const last = attempts.at(-1);
  if (last === undefined || errorCode === undefined) return undefined;
  const isRefusal = describeError(errorCode).outcome !== 'failed';
  if (isRefusal && errorCode !== 'DEADLINE__EXPIRED') return undefined;
  if (errorCode === 'PRICE__MOVED') return undefined;
  return last.status === 'reverted' && last.revertCode === 'CONFIRM__SLIPPAGE_EXCEEDED'
    ? 'slippage'
    : 'execution';
}

function countSuccess(memory: BreakerMemory, { request }: TradeRecord): BreakerMemory {
  const { [request.tokenAddress]: _reverts, ...tokenReverts } = memory.tokenReverts;
  const failedSells = request.side === 'sell' ? 0 : memory.failedSells;
  return { ...memory, consecutiveFailures: 0, failedSells, tokenReverts };
}

function countFailure(
  memory: BreakerMemory,
  { request }: TradeRecord,
  failure: Observation['failure'],
): BreakerMemory {
  switch (failure) {
    case 'execution':
      return {
        ...memory,
        consecutiveFailures: memory.consecutiveFailures + 1,
        failedSells: memory.failedSells + (request.side === 'sell' ? 1 : 0),
      };
    case 'slippage': {
      const { [request.tokenAddress]: reverts = 0, ...others } = memory.tokenReverts;
      const kept = Object.entries(others).slice(1 - TOKENS_MAX);
      const tokenReverts = { ...Object.fromEntries(kept), [request.tokenAddress]: reverts + 1 };
      return { ...memory, tokenReverts };
    }
    case undefined:
      return memory;
    default:
      return failure satisfies never;
  }
}

function freeProbes(memory: BreakerMemory, { tradeId }: TradeRecord): BreakerMemory {
  const left = Object.entries(memory.probes).filter(([, probe]) => probe !== tradeId);
  if (left.length === Object.keys(memory.probes).length) return memory;
  return { ...memory, probes: Object.fromEntries(left) };
}

interface Step {
  readonly before: TradeRecord;
  readonly after: TradeRecord;
}

function watchLandings(memory: BreakerMemory, { before, after }: Step, rules: BreakerRules) {
  const ends = after.attempts.flatMap((attempt) => {
    const known = before.attempts.find(({ signature }) => signature === attempt.signature);
    const end = landedAs(attempt);
    return end === undefined || (known !== undefined && landedAs(known) === end) ? [] : end;
  });
  if (ends.length === 0) return memory;
  const landings = [...memory.landings, ...ends].slice(-rules.breakerLandingAttempts);
  return { ...memory, landings };
}

/** Whether an attempt is in a block or proven to be in none; `undefined` while neither is known. */
function landedAs({ status }: AttemptRecord): boolean | undefined {
  if (status === 'expired') return false;
  return status === 'confirmed' || status === 'reverted' ? true : undefined;
}

function watchDrift(memory: BreakerMemory, { before, after }: Step, rules: BreakerRules) {
  const driftBps = after.result?.slippageBps;
  if (before.fill !== undefined || after.fill === undefined || driftBps === undefined)
    return memory;
  const driftsBps = [...memory.driftsBps, driftBps].slice(-rules.breakerDriftFills);
  return { ...memory, driftsBps };
}

/** What the breaker does to the trading state. */
export interface Trip {
  readonly state: 'reducing' | 'halted';
  /** In words that follow "the breaker is open". */
  readonly trigger: string;
}

/** Whether what is counted is too much for the state that trading is in. */
export function tripOf(
  memory: BreakerMemory,
  state: TradingState,
  rules: BreakerRules,
): Trip | undefined {
  switch (state) {
    case 'halted':
      return undefined;
    case 'reducing':
      return memory.failedSells >= rules.maxConsecutiveFailures
        ? { state: 'halted', trigger: `after ${memory.failedSells} failed sells on top` }
        : undefined;
    case 'active': {
      const trigger = failuresTrigger(memory, rules) ?? windowTrigger(memory, rules);
      return trigger === undefined ? undefined : { state: 'reducing', trigger };
    }
    default:
      return state satisfies never;
  }
}

function failuresTrigger({ consecutiveFailures: failures }: BreakerMemory, rules: BreakerRules) {
  return failures >= rules.maxConsecutiveFailures
    ? `after ${failures} consecutive failures`
    : undefined;
}

const WHOLE_BPS = 10_000;

function windowTrigger(memory: BreakerMemory, rules: BreakerRules): string | undefined {
  const { landings, driftsBps } = memory;
  const landed = landings.filter(Boolean).length;
  const rateBps = Math.floor((landed * WHOLE_BPS) / Math.max(1, landings.length));
  if (landings.length >= rules.breakerLandingAttempts && rateBps < rules.breakerLandingRateBpsMin) {
    return (
      `because ${landed} of the last ${landings.length} attempts landed, less than ` +
      `breakerLandingRateBpsMin ${rules.breakerLandingRateBpsMin}`
    );
  }
  const meanBps = driftsBps.reduce((sum, drift) => sum + drift, 0) / Math.max(1, driftsBps.length);
  if (driftsBps.length >= rules.breakerDriftFills && meanBps > rules.breakerDriftBpsMax) {
    return (
      `because the last ${driftsBps.length} fills fell short of their quotes by ` +
      `${Math.round(meanBps)} basis points on average, more than breakerDriftBpsMax ` +
      `${rules.breakerDriftBpsMax}`
    );
  }
  return undefined;
}

/** What is kept when the state changes: what has led to it must not lead to it again by itself. */
export function afterTrip(memory: BreakerMemory, { trigger, state }: Trip): BreakerMemory {
  const kept = { ...memory, landings: [], driftsBps: [], trigger };
  return state === 'reducing' ? { ...kept, failedSells: 0 } : kept;
}

/** What is kept of a memory once everything is traded again; tokens are counted on. */
export function afterReset({ tokenReverts, probes }: BreakerMemory): BreakerMemory {
  return { ...EMPTY_BREAKER_MEMORY, tokenReverts, probes };
}
