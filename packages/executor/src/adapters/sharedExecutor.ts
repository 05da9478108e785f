import {
  fault,
  faultFromError,
  faultResult,
  isExecutionError,
  isFault,
  reasonOf,
  snapshotRequest,
  validateRequest,
  type AnyExecutionRequest,
  type ExecutionResult,
  type Fault,
} from '@quantbot/core';

import type { CompiledConfig } from '../config/compileConfig.ts';
import { WAIT_BEYOND_DEADLINE_MS } from '../config/defaults.ts';
import { controlIdentityOf, NO_WALLET } from '../control/controlIdentity.ts';
import {
  reclaimMessage,
  reconciliationMessage,
  resultMessage,
  resumeMessage,
  tradingOutcomeMessage,
  tradingStateMessage,
} from '../control/controlMessages.ts';
import { DirectoryShare, type Errand } from '../control/directoryShare.ts';
import { adoptionNote, type Adoption } from '../history/historyNotes.ts';
import {
  programPinNote,
  programStandings,
  type ProgramPin,
  type ProgramStanding,
} from '../programs/programNotes.ts';
import type { ProgramDecision } from '../programs/programWatch.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import { reclaimNote, type ReclaimRecord } from '../reclaim/reclaimNotes.ts';
import { createExecutorTelemetry } from '../pipeline/executorTelemetry.ts';
import type { LocalSockets } from '../platform/executorPlatform.ts';
import type {
  ExecutionAdapter,
  HistoryDecision,
  ReclaimReport,
  ResumeReport,
  TradeResolution,
  WalletReconciliation,
  TradingStateDecision,
  TradingStateOutcome,
} from './executionAdapter.ts';
import { SHAPE_RULES, type OwnedExecutor } from './executor.ts';

/** Milliseconds an owner has for anything that does not wait for a trade. */
const COMMAND_MS_MAX = 60_000;
/** Milliseconds an owner has to take a decision about trading, before other means are tried. */
const DECISION_MS_MAX = 3_000;
/** Milliseconds beyond the wait of a request after which its answer is given up. */
const ANSWER_GRACE_MS = 15_000;
/** Milliseconds within which a trade may be handed over, however short its caller waits. */
const HANDOVER_MS_MIN = 5_000;
/** Less waiting than this is not worth a change of the request. */
const WAIT_NOTICED_MS = 50;
/** Keys of trades that the owner follows for this process. */
const FOLLOWED_KEYS_MAX = 1_024;
/** Milliseconds between two looks at trades that the owner follows. */
const IDLE_LOOK_MS = 500;

/** What a shared executor is made of. */
export interface SharedParts {
  readonly config: CompiledConfig;
  readonly local: OwnedExecutor;
  readonly sockets: LocalSockets;
  /** Address of the wallet, `undefined` without one. */
  readonly wallet: string | undefined;
}

/**
 * Lets several processes trade from one data directory. One of them owns it and does the work;
 * the others ask it over its control socket, and one of them takes over when it dies.
 */
export function createSharedExecutor(parts: SharedParts): ExecutionAdapter {
  const shared = new SharedExecutor(parts);
  return {
    execute: async (request) => shared.execute(request),
    isAvailable: async () => shared.isAvailable(),
    lookup: async (key) => shared.byKey('lookup', key),
    cancel: async (key) => shared.byKey('cancel', key),
    resolve: async (key, resolution) => shared.resolve(key, resolution),
    adoptHistory: async (decision) => shared.adoptHistory(decision),
    acknowledgeProgram: async (decision) => shared.acknowledgeProgram(decision),
    programs: async () => shared.programs(),
    reclaim: async () => shared.reclaim(),
    reclaimable: async () => shared.reclaimable(),
    reconcile: async () => shared.reconcile(),
    resume: async () => shared.resume(),
    tradingState: async () => shared.tradingState(),
    changeTradingState: async (decision) => shared.changeTradingState(decision),
    endpointHealth: async () => parts.local.endpointHealth(),
    sourceHealth: async () => parts.local.sourceHealth(),
    idle: async () => shared.idle(),
    close: async () => shared.close(),
  };
}

class SharedExecutor {
  readonly #config: CompiledConfig;
  readonly #local: OwnedExecutor;
  readonly #share: DirectoryShare;
  /** Trades of this process that the owner follows. */
  readonly #followedThere = new Set<string>();

  constructor({ config, local, sockets, wallet = NO_WALLET }: SharedParts) {
    const { clock, platform } = config;
    this.#config = config;
    this.#local = local;
    this.#share = new DirectoryShare({
      config,
      executor: local,
      sockets,
      identity: controlIdentityOf(config, wallet),
      telemetry: createExecutorTelemetry({ port: config.telemetry, clock, platform }),
    });
  }

  async execute(given: AnyExecutionRequest): Promise<ExecutionResult> {
    if (this.#share.isOwner() || this.#share.isClosed()) return this.#local.execute(given);
    // Checked here as well: what JSON cannot say must not become something that it can.
    const request = snapshotRequest(given);
    if (isFault(request)) return faultResult(request, { status: 'denied' });
    const refused = validateRequest(request, SHAPE_RULES) ?? this.#keyFault(request);
    if (refused !== undefined) return faultResult(refused, { status: 'denied' });
    const keyWhenNew = request.idempotencyKey ?? `derived-${this.#config.platform.uniqueId()}`;
    try {
      const result = await this.#share.run(this.#executeErrand(request, keyWhenNew));
      this.#remember(result);
      return result;
    } catch (cause) {
      return refusedResult(cause, keyWhenNew);
    }
  }

  async isAvailable(): Promise<boolean> {
    if (this.#share.isOwner()) return this.#local.isAvailable();
    const state = await this.tradingState().catch(() => undefined);
    return state?.state === 'active' || (state?.state === 'reducing' && state.wantsProbe === true);
  }

  async byKey(name: 'lookup' | 'cancel', key: string): Promise<ExecutionResult | undefined> {
    const result = await this.#share.run<ExecutionResult | null>({
      budgetMs: COMMAND_MS_MAX,
      here: async () => (await this.#local[name](key)) ?? null,
      there: () => ({
        command: { name, key },
        answer: resultMessage.nullable(),
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
    return result ?? undefined;
  }

  async resolve(key: string, resolution: TradeResolution): Promise<ExecutionResult | undefined> {
    const result = await this.#share.run<ExecutionResult | null>({
      budgetMs: COMMAND_MS_MAX,
      here: async () => (await this.#local.resolve(key, resolution)) ?? null,
      there: () => ({
        command: { name: 'resolve', key, resolution },
        answer: resultMessage.nullable(),
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
    return result ?? undefined;
  }

  async adoptHistory({ reason, by }: HistoryDecision): Promise<Adoption> {
    return this.#share.run({
      budgetMs: COMMAND_MS_MAX,
      here: async () => this.#local.adoptHistory({ reason, by }),
      there: () => ({
        command: { name: 'adoptHistory', reason, by },
        answer: adoptionNote,
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
  }

  async acknowledgeProgram(decision: ProgramDecision): Promise<ProgramPin> {
    return this.#share.run({
      budgetMs: COMMAND_MS_MAX,
      here: async () => this.#local.acknowledgeProgram(decision),
      there: () => ({
        command: { name: 'acknowledgeProgram', ...decision },
        answer: programPinNote,
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
  }

  async programs(): Promise<readonly ProgramStanding[]> {
    return this.#share.run({
      budgetMs: COMMAND_MS_MAX,
      here: async () => this.#local.programs(),
      there: () => ({
        command: { name: 'programs' },
        answer: programStandings,
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
  }

  async reclaim(): Promise<ReclaimRecord | null> {
    return this.#share.run({
      budgetMs: COMMAND_MS_MAX,
      here: async () => this.#local.reclaim(),
      there: () => ({
        command: { name: 'reclaim' },
        answer: reclaimNote.nullable(),
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
  }

  async reclaimable(): Promise<ReclaimReport> {
    return this.#share.run({
      budgetMs: COMMAND_MS_MAX,
      here: async () => this.#local.reclaimable(),
      there: () => ({
        command: { name: 'reclaimable' },
        answer: reclaimMessage,
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
  }

  async reconcile(): Promise<WalletReconciliation> {
    return this.#share.run({
      budgetMs: COMMAND_MS_MAX,
      here: async () => this.#local.reconcile(),
      there: () => ({
        command: { name: 'reconcile' },
        answer: reconciliationMessage,
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
  }

  async resume(): Promise<ResumeReport> {
    const report = await this.#share.run({
      budgetMs: COMMAND_MS_MAX,
      here: async () => this.#local.resume(),
      there: () => ({
        command: { name: 'resume' },
        answer: resumeMessage,
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
    if (!this.#share.isOwner()) for (const key of report.followed) this.#follow(key);
    return report;
  }

  async tradingState() {
    return this.#share.run({
      budgetMs: COMMAND_MS_MAX,
      here: async () => this.#local.tradingState(),
      there: () => ({
        command: { name: 'tradingState' },
        answer: tradingStateMessage,
        timeoutMs: COMMAND_MS_MAX,
      }),
    });
  }

  async changeTradingState({
    inFlight = 'reduce-only',
    ...given
  }: TradingStateDecision): Promise<TradingStateOutcome> {
    const decision = { ...given, inFlight };
    return this.#share.run({
      budgetMs: DECISION_MS_MAX,
      here: async () => this.#local.changeTradingState(decision),
      there: () => ({
        command: { name: 'changeTradingState', decision },
        answer: tradingOutcomeMessage,
        timeoutMs: DECISION_MS_MAX,
      }),
    });
  }

  /** Resolves when what this process asked for has ended, wherever it is followed. */
  async idle(): Promise<void> {
    while (this.#followedThere.size > 0 && !this.#share.isClosed()) {
      for (const key of this.#followedThere) {
        const result = await this.byKey('lookup', key);
        if (result === undefined || hasEnded(result)) this.#followedThere.delete(key);
      }
      // The owner is gone, and what it followed is followed here from now on.
      if (this.#share.isOwner()) break;
      if (this.#followedThere.size > 0) await this.#share.pause(IDLE_LOOK_MS);
    }
    if (!this.#share.isOwner()) return;
    if (this.#followedThere.size > 0) await this.#local.resume();
    await this.#local.idle();
  }

  async close(): Promise<void> {
    return this.#share.close();
  }

  #executeErrand(request: AnyExecutionRequest, keyWhenNew: string): Errand<ExecutionResult> {
    const deadlineMs = request.deadlineMs ?? this.#config.deadlineMs;
    const waitMs = request.waitMs ?? deadlineMs + WAIT_BEYOND_DEADLINE_MS;
    // The wait counts, so that nothing is traded later than it was meant to be.
    const withLessTime = (spentMs: number): AnyExecutionRequest => ({
      ...request,
      deadlineMs: Math.max(1, deadlineMs - spentMs),
      waitMs: Math.max(0, waitMs - spentMs),
    });
    return {
      // Who waits for nothing wants the trade handed over all the same.
      budgetMs: Math.max(waitMs, HANDOVER_MS_MIN),
      here: async (spentMs) =>
        this.#local.executeAgain(spentMs < WAIT_NOTICED_MS ? request : withLessTime(spentMs), {
          keyWhenNew,
          askedMsAgo: spentMs,
        }),
      there: (spentMs) => ({
        command: {
          name: 'execute',
          request: { ...withLessTime(spentMs) },
          asked: { keyWhenNew, askedMsAgo: spentMs },
        },
        answer: resultMessage,
        timeoutMs: Math.max(0, waitMs - spentMs) + ANSWER_GRACE_MS,
      }),
    };
  }

  /** The owner may derive keys where this process must not. */
  #keyFault({ idempotencyKey }: AnyExecutionRequest): Fault | undefined {
    const { derivedKeys, enableIdempotency } = this.#config;
    if (idempotencyKey !== undefined || derivedKeys === 'attach' || !enableIdempotency) {
      return undefined;
    }
    return fault('IDEMPOTENCY__KEY_REQUIRED');
  }

  #remember(result: ExecutionResult): void {
    const { idempotencyKey } = result;
    if (this.#share.isOwner() || idempotencyKey === undefined || hasEnded(result)) return;
    this.#follow(idempotencyKey);
  }

  #follow(key: string): void {
    this.#followedThere.add(key);
    for (const oldest of this.#followedThere) {
      if (this.#followedThere.size <= FOLLOWED_KEYS_MAX) return;
      this.#followedThere.delete(oldest);
    }
  }
}

function hasEnded({ status }: ExecutionResult): boolean {
  return status !== undefined && isTerminal(status);
}

/** Only where nobody was asked is it certain that nothing was claimed. */
function refusedResult(cause: unknown, key: string): ExecutionResult {
  const problem = isExecutionError(cause)
    ? faultFromError(cause)
    : fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) });
  if (problem.code === 'CONTROL__ANSWER_LOST') {
    return faultResult(problem, { idempotencyKey: key });
  }
  return problem.code.startsWith('CONTROL__')
    ? faultResult(problem, { status: 'denied' })
    : faultResult(problem);
}
