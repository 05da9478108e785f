import {
  DEFAULT_REQUEST_RULES,
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
  type RequestRules,
} from '@quantbot/core';

import { claimTrade, isReopenable, reopenTrade, type Claim } from '../claim/claimTrade.ts';
import { findKnownTrade, type KeyRules } from '../claim/findKnownTrade.ts';
import type { CompiledConfig } from '../config/compileConfig.ts';
import { WAIT_BEYOND_DEADLINE_MS, WAITING_TRADES_MAX } from '../config/defaults.ts';
import type { Journal } from '../journal/journal.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import { cancelTrade } from '../pipeline/cancelTrade.ts';
import type { EndStage } from '../pipeline/executorTelemetry.ts';
import { resolveTrade } from '../pipeline/resolveTrade.ts';
import type { WalletSigner } from '../wallet/walletSigner.ts';
import { answerOf, asItStands, pendingResult, uncertain, unknownOutcome } from './answers.ts';
import type { ExecutionAdapter, TradeResolution } from './executionAdapter.ts';
import type { ExecutorSeams } from './executorSeams.ts';
import { ExecutorSession, type OpenedSession } from './executorSession.ts';
import { measureAnswer } from './measureAnswer.ts';
import { walletErrands } from './walletErrands.ts';
import { blockade, decideTrading, reportTrading, unavailability } from './tradingDecision.ts';

/**
 * Bounds that only catch nonsense. A known key is answered before the configured ceilings are
 * looked at, because they may have been lowered since.
 */
export const SHAPE_RULES: RequestRules = { ...DEFAULT_REQUEST_RULES, slippageBpsMax: 10_000 };

/** An executor that shares its data directory with other processes. */
export interface OwnedExecutor extends ExecutionAdapter {
  /**
   * Takes the data directory, once.
   *
   * @throws ExecutionError `JOURNAL__*` when it cannot be had, `EXECUTOR__CLOSED`
   */
  own(): Promise<void>;
  /** `execute` of a request that may have been asked for before, without an answer. */
  executeAgain(request: AnyExecutionRequest, asked: EarlierAsking): Promise<ExecutionResult>;
}

/** How a request without a key is recognised when it is repeated for want of an answer. */
export interface EarlierAsking {
  /** Key that it gets where it is a new trade, the same in every repeat. */
  readonly keyWhenNew: string;
  /** Milliseconds since it was asked for the first time. */
  readonly askedMsAgo: number;
}

interface ClaimCall {
  readonly request: AnyExecutionRequest;
  readonly keyRules: KeyRules;
  readonly endReceive: EndStage;
}

interface ExecuteCall {
  readonly request: AnyExecutionRequest;
  readonly asked?: EarlierAsking;
}

/**
 * Puts the stages behind the port.
 *
 * @param seams - What a simulation puts in place of the product's pieces; none in the product.
 */
export function createExecutor(
  config: CompiledConfig,
  signer: WalletSigner | undefined,
  seams: ExecutorSeams = {},
): OwnedExecutor {
  const session = new ExecutorSession(config, signer, seams);
  const answer = async (call: ExecuteCall): Promise<ExecutionResult> =>
    measureAnswer(session, call.request, async () => guarded(async () => execute(session, call)));
  return {
    own: async () => {
      await session.open();
    },
    execute: async (request) => answer({ request }),
    executeAgain: async (request, asked) => answer({ request, asked }),
    isAvailable: async () => (await unavailability(session).catch(toFault)) === undefined,
    changeTradingState: async (decision) => decideTrading(await session.open(), decision),
    lookup: async (key) => lookup(session, key),
    cancel: async (key) => cancel(session, key),
    resolve: async (key, resolution) => resolve(session, key, resolution),
    ...walletErrands(session),
    resume: async () => {
      const problem = await session.takeUp();
      const followed = session.followedKeys();
      return problem === undefined ? { followed } : { followed, problem };
    },
    tradingState: async () => {
      const report = reportTrading(await session.open());
      const problem = report.state === 'halted' ? undefined : await blockade(session);
      return problem === undefined
        ? report
        : { ...report, state: 'halted', reason: problem.message };
    },
    endpointHealth: async () => (await session.health())?.health() ?? [],
    sourceHealth: async () => (await session.health())?.sources() ?? [],
    idle: async () => session.idle(),
    close: async () => session.close(),
  };
}

/** A defect or a broken journal becomes an answer: a caller must not lose one to an exception. */
async function guarded(work: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
  try {
    return await work();
  } catch (cause) {
    return faultResult(toFault(cause));
  }
}

function toFault(cause: unknown): Fault {
  return isExecutionError(cause)
    ? faultFromError(cause)
    : fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) });
}

/** From the request to a claimed trade, then the wait for its answer. */
async function execute(
  session: ExecutorSession,
  { request: given, asked }: ExecuteCall,
): Promise<ExecutionResult> {
  const endReceive = session.telemetry.begin('receive');
  // A copy: what the caller does to its own object later must not change the trade.
  const request = snapshotRequest(given);
  if (isFault(request)) return faultResult(request, { status: 'denied' });
  const malformed = validateRequest(request, SHAPE_RULES);
  if (malformed !== undefined) return faultResult(malformed, { status: 'denied' });
  const opened = await session.open();

  const keyRules = keyRulesOf(session, asked);
  const known = findKnownTrade(opened.journal, request, keyRules);
  if (isFault(known)) return faultResult(known, { status: 'denied' });
  if (known.kind === 'known' && !isReopenable(known.trade, session.config)) {
    return attach(session, opened, { trade: known.trade, request });
  }
  const refusal =
    validateRequest(request, session.config.requestRules) ??
    opened.trading.entryRefusal(request) ??
    (await blockade(session)) ??
    queueFault(session, request);
  if (refusal !== undefined) return faultResult(refusal, { status: 'denied' });
  return claim(session, opened, { request, keyRules, endReceive });
}

/** The window is counted from when the caller first asked, however long ago that is. */
function keyRulesOf(
  { config, recentEnds }: ExecutorSession,
  asked: EarlierAsking | undefined,
): KeyRules {
  if (asked === undefined) return { ...config, recentEnds };
  const derivedKeyWindowMs = config.derivedKeyWindowMs + asked.askedMsAgo;
  return { ...config, recentEnds, keyWhenNew: asked.keyWhenNew, derivedKeyWindowMs };
}

/**
 * Looks the key up once more and claims it with nothing in between that could let another call
 * go first: of any number of equal requests one becomes the trade and the others attach to it.
 */
async function claim(
  session: ExecutorSession,
  opened: OpenedSession,
  { request, keyRules, endReceive }: ClaimCall,
): Promise<ExecutionResult> {
  const { journal, claimParts } = opened;
  if (session.isClosed()) return faultResult(fault('EXECUTOR__CLOSED'), { status: 'denied' });
  const known = findKnownTrade(journal, request, keyRules);
  if (isFault(known)) return faultResult(known, { status: 'denied' });
  if (known.kind === 'known' && !isReopenable(known.trade, session.config)) {
    return attach(session, opened, { trade: known.trade, request });
  }
  // Asked again: the state may have changed while the chain was looked at.
  const refusal = opened.trading.entryRefusal(request);
  if (refusal !== undefined) return faultResult(refusal, { status: 'denied' });
  let claimed: Claim | 'fenced';
  const endGates = session.telemetry.begin('gates');
  try {
    claimed =
      known.kind === 'new'
        ? claimTrade(claimParts, request, known)
        : reopenTrade(claimParts, known.trade, request);
  } catch (cause) {
    const key = known.kind === 'new' ? known.key : known.trade.key;
    endGates(key, 'error');
    return faultResult(uncertain(key, cause), { idempotencyKey: key });
  }
  if (claimed === 'fenced') return faultResult(fault('EXECUTOR__CLOSED'), { status: 'denied' });
  if (claimed.isOurs) {
    const { key, errorCode: code } = claimed.trade;
    endReceive(key);
    endGates(key, code === undefined ? 'ok' : 'fault', code === undefined ? {} : { code });
    session.measures.claimed(claimed.trade);
  }
  return answerClaim(session, opened, { claim: claimed, request });
}

async function answerClaim(
  session: ExecutorSession,
  opened: OpenedSession,
  { claim, request }: { readonly claim: Claim; readonly request: AnyExecutionRequest },
): Promise<ExecutionResult> {
  const { trade, isOurs } = claim;
  if (!isOurs) return attach(session, opened, { trade, request });
  if (trade.status === 'admitted') {
    opened.trading.admitted(trade);
    session.begin(opened, trade);
  }
  return waitForAnswer(session, opened, { trade, request, deduplicated: false });
}

interface Attachment {
  readonly trade: TradeRecord;
  readonly request: AnyExecutionRequest;
}

/** Answers with a trade that an earlier call started, here or in an earlier process. */
async function attach(
  session: ExecutorSession,
  opened: OpenedSession,
  { trade, request }: Attachment,
): Promise<ExecutionResult> {
  if (!isTerminal(trade.status)) {
    // Following needs the chain. While it cannot be reached the journal's word is all there is.
    const problem = await takeUpAnyway(session, opened.journal);
    const known = { trade: asItStands(opened, trade), deduplicated: true };
    if (problem !== undefined) return answerOnDisk(opened, known);
  }
  return waitForAnswer(session, opened, { trade, request, deduplicated: true });
}

/** A journal that breaks meanwhile, or before, takes no answer away from a trade that it knows. */
async function takeUpAnyway(
  session: ExecutorSession,
  journal: Journal,
): Promise<Fault | undefined> {
  try {
    return await session.takeUp();
  } catch (cause) {
    if (journal.failure() === undefined) throw cause;
    return undefined;
  }
}

interface Wait extends Attachment {
  readonly deduplicated: boolean;
}

async function waitForAnswer(
  session: ExecutorSession,
  opened: OpenedSession,
  { trade, request, deduplicated }: Wait,
): Promise<ExecutionResult> {
  const { log, journal } = opened;
  const { tradeId } = trade;
  const lost = await lossOf(journal);
  if (lost !== undefined) return answerAfterLoss(opened, { trade, deduplicated }, lost);
  if (trade.result !== undefined && isTerminal(trade.status)) return answerOf(trade, deduplicated);
  const deadlineMs = request.deadlineMs ?? session.config.deadlineMs;
  const waitMs = request.waitMs ?? deadlineMs + WAIT_BEYOND_DEADLINE_MS;
  if (!log.knows(tradeId)) {
    return pendingResult(journal.history(tradeId)?.trade ?? trade, { waitMs, deduplicated });
  }
  try {
    // Who does not want to wait waits for no turn of the event loop either.
    const answered = await (waitMs === 0
      ? log.answeredYet(tradeId)
      : session.answered(log, tradeId, waitMs));
    if (answered !== undefined) return answerOf(answered, deduplicated);
    return pendingResult(log.current(tradeId), { waitMs, deduplicated });
  } catch (cause) {
    // It can be followed no more, and has not failed: what was signed of it can still land.
    session.reportBroken(trade, cause);
    if (journal.failure() !== undefined) {
      return answerAfterLoss(opened, { trade, deduplicated }, cause);
    }
    return unknownOutcome(log.current(tradeId), { waitMs, deduplicated, cause });
  }
}

interface KnownTrade {
  readonly trade: TradeRecord;
  readonly deduplicated: boolean;
}

/** Answers what was read, once that is on disk: what is recorded meanwhile may not be yet. */
async function answerOnDisk(opened: OpenedSession, known: KnownTrade): Promise<ExecutionResult> {
  const lost = await lossOf(opened.journal);
  return lost === undefined
    ? answerOf(known.trade, known.deduplicated)
    : answerAfterLoss(opened, known, lost);
}

/** Nothing is answered before it is on disk. */
async function lossOf(journal: Journal): Promise<unknown> {
  return journal.durable().then(
    () => undefined,
    (cause: unknown) => cause,
  );
}

/**
 * Answers once the journal is broken. Only what was on disk before is still an answer, and what is
 * final on chain: the next process reads the same there. Any other end that memory alone knows of
 * is none, because the next process may go on from before it.
 */
function answerAfterLoss(
  { journal, log }: OpenedSession,
  { trade, deduplicated }: KnownTrade,
  cause: unknown,
): ExecutionResult {
  const { tradeId } = trade;
  const stored = storedTrade(journal, tradeId);
  const now = log.knows(tradeId) ? log.current(tradeId) : (stored ?? trade);
  const final = [stored, now].find(
    (known) =>
      known?.result !== undefined &&
      (known === stored ? isTerminal(known.status) : known.status === 'filled'),
  );
  if (final !== undefined) return answerOf(final, deduplicated);
  const open = isTerminal(now.status) ? (stored ?? trade) : now;
  return unknownOutcome(open, { waitMs: 0, deduplicated, cause });
}

/** What the disk has of a trade, if it can still be read. */
function storedTrade(journal: Journal, tradeId: string): TradeRecord | undefined {
  try {
    return journal.history(tradeId)?.trade;
  } catch (cause) {
    if (journal.failure() === undefined) throw cause;
    return undefined;
  }
}

function queueFault(session: ExecutorSession, request: AnyExecutionRequest): Fault | undefined {
  const mint = request.tokenAddress;
  const waiting = session.waiting(mint);
  return waiting >= WAITING_TRADES_MAX
    ? fault('EXECUTOR__QUEUE_FULL', { mint, waiting, waitingMax: WAITING_TRADES_MAX })
    : undefined;
}

async function lookup(session: ExecutorSession, key: string): Promise<ExecutionResult | undefined> {
  const opened = await session.open();
  const { journal, log } = opened;
  const trade = findByKey(journal, key);
  if (trade === undefined) return undefined;
  const isLeftOpen = !isTerminal(trade.status) && !log.knows(trade.tradeId);
  // Asking is enough to have an unknown outcome seen through from here on.
  if (isLeftOpen) await takeUpAnyway(session, journal);
  const now = findByKey(journal, key) ?? trade;
  return answerOnDisk(opened, { trade: now, deduplicated: false });
}

/** A key that moved money is meant first, whatever this process may do. */
function findByKey(journal: Journal, key: string): TradeRecord | undefined {
  return journal.findByKey(key, 'live') ?? journal.findByKey(key, 'dry');
}

async function cancel(session: ExecutorSession, key: string): Promise<ExecutionResult | undefined> {
  const { journal, log } = await session.open();
  const trade = findByKey(journal, key);
  if (trade === undefined) return undefined;
  const cancelled = cancelTrade(log, trade);
  await log.durable();
  return answerOf(cancelled, false);
}

/** Writes down what a person decided; a decision that is not taken answers why, and changes nothing. */
async function resolve(
  session: ExecutorSession,
  key: string,
  resolution: TradeResolution,
): Promise<ExecutionResult | undefined> {
  const { journal, log, parts } = await session.open();
  const trade = journal.findByKey(key, 'live');
  if (trade === undefined) return undefined;
  const tools = { log, parts, conflicts: () => journal.conflicts() };
  const resolved = await resolveTrade(tools, trade, resolution);
  return isFault(resolved)
    ? // What is said of a key belongs to requests, and this trade has its own already.
      { ...faultResult(resolved), status: trade.status, idempotencyKey: key, keyReusable: false }
    : answerOf(resolved, false);
}
