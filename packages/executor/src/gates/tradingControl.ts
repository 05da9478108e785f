import {
  ExecutionError,
  fault,
  reasonOf,
  type AnyExecutionRequest,
  type Fault,
} from '@quantbot/core';

import type { CompiledConfig } from '../config/compileConfig.ts';
import type { Journal } from '../journal/journal.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import {
  TRADING_STATES,
  type TradingChange,
  type TradingDecision,
  type TradingState,
} from '../journal/tradingChange.ts';
import type { HaltFileReading } from '../platform/executorPlatform.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import {
  afterReset,
  afterTrip,
  ALL_TOKENS,
  observeTrade,
  tripOf,
  type BreakerMemory,
  type Trip,
} from './breakerMemory.ts';
import { readBreakerMemory, writeBreakerMemory } from './breakerNote.ts';
import { buyLamportsOf } from './buyLamportsOf.ts';
import { haltFileFault } from './haltFileFault.ts';

/** What the control of trading is made of. */
export interface TradingControlParts {
  readonly config: CompiledConfig;
  readonly journal: Journal;
  readonly telemetry: ExecutorTelemetry;
}

/** Who the breaker's decisions are by. */
const BREAKER = 'the breaker';

/**
 * What may be traded now: by the newest change in the journal, by the halt file, and by what the
 * breaker counts. It is asked before a key is claimed, before a signature and again in the turn that
 * writes the signature down; the journal asks itself once more in that commit.
 */
export class TradingControl {
  readonly #parts: TradingControlParts;
  readonly #listeners = new Set<() => void>();
  #change: TradingChange | undefined;
  #memory: BreakerMemory;
  /** Reading of the monotonic clock from which the breaker waits. After a restart it waits anew. */
  #openedAtMs: number;
  readonly #tokensOpenedAtMs = new Map<string, number>();
  #lastHaltFile: HaltFileReading['kind'] = 'absent';

  constructor(parts: TradingControlParts) {
    const { journal, config } = parts;
    this.#parts = parts;
    [this.#change] = journal.tradingChanges({ limit: 1 });
    this.#memory = readBreakerMemory(journal);
    this.#openedAtMs = config.platform.monotonicMs();
    for (const mint of Object.keys(this.#memory.tokenReverts)) {
      this.#tokensOpenedAtMs.set(mint, this.#openedAtMs);
    }
    this.#tellFigures();
  }

  /** The newest change that the journal has, `undefined` while nobody ever changed anything. */
  change(): TradingChange | undefined {
    return this.#change;
  }

  /** What may be traded now, the halt file included. */
  state(): TradingState {
    return this.#haltFault() === undefined ? this.#ownState() : 'halted';
  }

  /** What there is at the path of the halt file now. */
  haltFile(): HaltFileReading {
    const { platform, haltFilePath } = this.#parts.config;
    return platform.haltFiles.read(haltFilePath);
  }

  /** Why a trade is not taken now, asked before its key is claimed. */
  entryRefusal(request: AnyExecutionRequest): Fault | undefined {
    return this.#haltFault() ?? this.#buyRefusal(request, undefined);
  }

  /** Why nothing may be signed for a trade now. Reads the halt file every time. */
  signRefusal({ request, tradeId }: TradeRecord): Fault | undefined {
    return this.#haltFault() ?? this.#buyRefusal(request, tradeId);
  }

  /** Why not everything is traded now, `undefined` when a buy that is small enough is. */
  restriction(): Fault | undefined {
    return this.#haltFault() ?? this.#reducingFault(undefined);
  }

  /** Takes a trade that was just admitted for the probe, where one is wanted. */
  admitted({ request, tradeId }: TradeRecord): void {
    if (request.side === 'sell') return;
    const mint = request.tokenAddress;
    const scopes = [
      ...(this.#ownState() === 'reducing' ? [ALL_TOKENS] : []),
      ...(this.#isTokenOpen(mint) ? [mint] : []),
    ];
    if (scopes.length === 0) return;
    const probes = Object.fromEntries(scopes.map((scope) => [scope, tradeId]));
    this.#remember({ ...this.#memory, probes: { ...this.#memory.probes, ...probes } });
  }

  /** Whether bytes of a trade are kept back from being sent. */
  keepsBack({ request }: TradeRecord): boolean {
    if (this.state() !== 'halted') return false;
    const policy = this.#ownState() === 'halted' ? this.#change?.inFlight : 'reduce-only';
    return policy === 'drop' || (policy !== 'keep' && request.side === 'buy');
  }

  /** Counts how a trade went on. What is written about it is in the same commit as the trade. */
  observe(before: TradeRecord, after: TradeRecord): void {
    const { config } = this.#parts;
    const { memory, failure, probeRan } = observeTrade(this.#memory, { before, after }, config);
    const nowMs = config.platform.monotonicMs();
    if (failure === 'execution') this.#openedAtMs = nowMs;
    if (failure === 'slippage') this.#tokensOpenedAtMs.set(after.request.tokenAddress, nowMs);
    this.#remember(memory);
    if (probeRan && this.#isOpenedByBreaker()) this.#close(after.key);
    const trip = tripOf(this.#memory, this.#ownState(), config);
    if (trip !== undefined) this.#trip(trip);
  }

  /**
   * Changes what may be traded, from now on.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` when it cannot be written down; a halt holds in
   * this process all the same. `EXECUTOR__CLOSED` when another process has the journal.
   */
  decide(decision: TradingDecision): TradingChange {
    const change = this.#apply(decision);
    if (decision.state === 'active') this.#remember(afterReset(this.#memory));
    if (decision.state === 'reducing') this.#remember({ ...this.#memory, failedSells: 0 });
    return change;
  }

  /** Tells whoever listens of every change, the halt file's as well. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Looks at the halt file until the signal ends it, so that a change is told when it comes. */
  watchHaltFile(closing: AbortSignal): void {
    const { platform, haltFilePath } = this.#parts.config;
    this.#noteHaltFile(this.haltFile());
    const watch = platform.haltFiles.watch(haltFilePath, (reading) => {
      this.#noteHaltFile(reading);
    });
    const close = (): void => {
      watch.close();
    };
    if (closing.aborted) close();
    else closing.addEventListener('abort', close, { once: true });
  }

  #noteHaltFile(reading: HaltFileReading): void {
    if (reading.kind === this.#lastHaltFile) return;
    this.#lastHaltFile = reading.kind;
    const { telemetry, config } = this.#parts;
    const problem = haltFileFault(config.haltFilePath, reading);
    if (problem === undefined) {
      const message = `the halt file is gone; trading is ${this.#ownState()}`;
      telemetry.event('warn', 'execution.trading.halt_file_gone', { message });
    } else {
      telemetry.event('error', 'execution.trading.halt_file', { message: problem.message });
    }
    this.#tell();
  }

  #ownState(): TradingState {
    return this.#change?.state ?? 'active';
  }

  #haltFault(): Fault | undefined {
    const byFile = haltFileFault(this.#parts.config.haltFilePath, this.haltFile());
    if (byFile !== undefined) return byFile;
    if (this.#change?.state !== 'halted') return undefined;
    const { by, reason } = this.#change;
    return fault('RISK__TRADING_HALTED', { by, reason });
  }

  /** @param tradeId - The trade, once it has one. */
  #buyRefusal(request: AnyExecutionRequest, tradeId: string | undefined): Fault | undefined {
    if (request.side === 'sell') return undefined;
    return (
      this.#reducingFault(tradeId) ??
      this.#tokenFault(request.tokenAddress, tradeId) ??
      this.#sizeFault(request)
    );
  }

  #reducingFault(tradeId: string | undefined): Fault | undefined {
    if (this.#change?.state !== 'reducing') return undefined;
    const { by, reason, origin } = this.#change;
    if (origin === 'person') return fault('RISK__TRADING_REDUCING', { by, reason });
    const retryAfterMs = this.#waitMs(ALL_TOKENS, this.#openedAtMs, tradeId);
    if (retryAfterMs === 0) return undefined;
    const { consecutiveFailures, trigger } = this.#memory;
    const words = trigger === undefined ? {} : { trigger };
    return fault('BREAKER__OPEN', { consecutiveFailures, retryAfterMs, ...words });
  }

  #tokenFault(mint: string, tradeId: string | undefined): Fault | undefined {
    if (!this.#isTokenOpen(mint)) return undefined;
    const openedAtMs = this.#tokensOpenedAtMs.get(mint) ?? this.#openedAtMs;
    const retryAfterMs = this.#waitMs(mint, openedAtMs, tradeId);
    if (retryAfterMs === 0) return undefined;
    const consecutiveReverts = this.#memory.tokenReverts[mint] ?? 0;
    return fault('BREAKER__TOKEN_OPEN', { mint, consecutiveReverts, retryAfterMs });
  }

  /** What is let through to see whether trading works again may cost little. */
  #sizeFault(request: AnyExecutionRequest): Fault | undefined {
    if (!this.#isOpenedByBreaker() && !this.#isTokenOpen(request.tokenAddress)) return undefined;
    const { breakerProbeLamportsMax } = this.#parts.config;
    const lamports = buyLamportsOf(request);
    return lamports > breakerProbeLamportsMax
      ? fault('BREAKER__PROBE_TOO_LARGE', { lamports, breakerProbeLamportsMax })
      : undefined;
  }

  /**
   * Milliseconds until a trade is let through, 0 when it is now. While another one is on its way
   * nobody knows how long it takes; a whole waiting time is the honest bound.
   */
  #waitMs(scope: string, openedAtMs: number, tradeId: string | undefined): number {
    const { platform, breakerProbeAfterMs } = this.#parts.config;
    const probe = this.#memory.probes[scope];
    if (probe !== undefined) return probe === tradeId ? 0 : breakerProbeAfterMs;
    // A trade that was admitted before the breaker opened is no probe: it was not asked for as one.
    const leftMs = openedAtMs + breakerProbeAfterMs - platform.monotonicMs();
    if (tradeId !== undefined) return Math.max(1, Math.ceil(leftMs));
    return Math.max(0, Math.ceil(leftMs));
  }

  #isTokenOpen(mint: string): boolean {
    const reverts = this.#memory.tokenReverts[mint] ?? 0;
    return reverts >= this.#parts.config.maxConsecutiveFailures;
  }

  #isOpenedByBreaker(): boolean {
    return this.#change?.state === 'reducing' && this.#change.origin === 'breaker';
  }

  #trip(trip: Trip): void {
    this.#openedAtMs = this.#parts.config.platform.monotonicMs();
    this.#remember(afterTrip(this.#memory, trip));
    this.#parts.telemetry.metric('quantbot_breaker_trips_total', 1, { state: trip.state });
    this.#applyByBreaker(trip.state, `the breaker is open ${trip.trigger}`);
  }

  #close(key: string): void {
    this.#remember(afterReset(this.#memory));
    this.#applyByBreaker('active', `probe ${key} has run`);
  }

  #applyByBreaker(state: TradingState, reason: string): void {
    const decision = { state, reason, origin: 'breaker', by: BREAKER, inFlight: 'reduce-only' };
    try {
      this.#apply(decision as TradingDecision);
    } catch (cause) {
      // Nothing is signed any more once the journal is broken or somebody else's.
      if (!(cause instanceof ExecutionError)) throw cause;
    }
  }

  #apply(decision: TradingDecision): TradingChange {
    const { journal, config } = this.#parts;
    try {
      const outcome = journal.changeTrading(decision);
      if (outcome.kind === 'fenced') throw new ExecutionError('EXECUTOR__CLOSED');
      this.#change = outcome.change;
    } catch (cause) {
      // What cannot be written down may still forbid, in this process; it may not allow.
      if (decision.state === 'active') throw cause;
      const number = (this.#change?.number ?? 0) + 1;
      this.#change = { ...decision, number, atMs: config.clock.nowMs() };
      this.#announce(this.#change);
      throw cause;
    }
    this.#announce(this.#change);
    return this.#change;
  }

  #announce({ state, by, reason, origin }: TradingChange): void {
    const level = state === 'active' ? 'warn' : 'error';
    const message = `trading is ${state} by decision of ${by}: ${reason}`;
    this.#parts.telemetry.event(level, `execution.trading.${state}`, { message, origin });
    this.#tell();
  }

  /** What a dashboard shows of what may be traded. */
  #tellFigures(): void {
    const { telemetry, config } = this.#parts;
    const now = this.state();
    for (const state of TRADING_STATES) {
      telemetry.metric('quantbot_trading_state', state === now ? 1 : 0, { state });
    }
    const all = this.#change?.origin === 'breaker' && this.#change.state !== 'active' ? 1 : 0;
    telemetry.metric('quantbot_breaker_open', all, { scope: 'all' });
    this.#tellMemory(this.#memory, config.maxConsecutiveFailures);
  }

  #tellMemory({ landings, tokenReverts }: BreakerMemory, failuresMax: number): void {
    const { telemetry } = this.#parts;
    const tokens = Object.values(tokenReverts).filter((reverts) => reverts >= failuresMax).length;
    telemetry.metric('quantbot_breaker_open', tokens, { scope: 'tokens' });
    if (landings.length === 0) return;
    const landed = landings.filter(Boolean).length;
    telemetry.metric('quantbot_landing_rate_ratio', landed / landings.length, {});
  }

  #tell(): void {
    this.#tellFigures();
    for (const listener of this.#listeners) listener();
  }

  #remember(memory: BreakerMemory): void {
    if (memory === this.#memory) return;
    this.#memory = memory;
    const { journal, telemetry, config } = this.#parts;
    this.#tellMemory(memory, config.maxConsecutiveFailures);
    if (journal.failure() !== undefined) return;
    try {
      writeBreakerMemory(journal, memory);
    } catch (cause) {
      // A journal that breaks over this says so by itself, and signs nothing any more.
      if (journal.failure() === undefined) throw cause;
      const message = `what the breaker counts is not written down: ${reasonOf(cause)}`;
      telemetry.event('error', 'execution.breaker.unwritten', { message });
    }
  }
}
