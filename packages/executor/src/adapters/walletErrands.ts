import { errorFromFault, ExecutionError, isFault } from '@quantbot/core';

import type { Adoption } from '../history/historyNotes.ts';
import type { JournalPlace } from '../history/journalPlace.ts';
import type { WalletHistory } from '../history/walletHistory.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { listTokenAccounts } from '../reclaim/listTokenAccounts.ts';
import type { ProgramPin, ProgramStanding } from '../programs/programNotes.ts';
import type { ProgramDecision, ProgramWatch } from '../programs/programWatch.ts';
import { readReclaims, type ReclaimRecord } from '../reclaim/reclaimNotes.ts';
import type { Reclaimer } from '../reclaim/reclaimer.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type {
  ExecutionAdapter,
  HistoryDecision,
  ReclaimReport,
  WalletReconciliation,
} from './executionAdapter.ts';
import type { ExecutorSession, OpenedSession } from './executorSession.ts';

/** Only where there are nodes and a wallet can the chain be asked about it. */
function requireChain(opened: OpenedSession): WatchedSession {
  const { history, place, reconciler, reclaimer, programs, parts } = opened;
  const isWhole = history !== undefined && reconciler !== undefined && reclaimer !== undefined;
  if (isWhole && place !== undefined && programs !== undefined && parts !== undefined) {
    const wallet = parts.signer.address;
    return { history, place, reconciler, reclaimer, programs, parts, wallet };
  }
  throw new ExecutionError('CONFIG__VALUE_MISSING', {
    name: 'rpcEndpoint or keypairPath',
    reason: 'the wallet is looked at on chain',
  });
}

interface WatchedSession {
  readonly history: WalletHistory;
  readonly place: JournalPlace;
  readonly reconciler: Reconciler;
  readonly reclaimer: Reclaimer;
  readonly programs: ProgramWatch;
  readonly parts: ExecutorParts;
  readonly wallet: string;
}

/** What is asked of the wallet and its programs besides trading. */
export function walletErrands(
  session: ExecutorSession,
): Pick<
  ExecutionAdapter,
  'acknowledgeProgram' | 'adoptHistory' | 'programs' | 'reclaim' | 'reclaimable' | 'reconcile'
> {
  return {
    acknowledgeProgram: async (decision) => acknowledgeProgram(session, decision),
    adoptHistory: async (decision) => adoptHistory(session, decision),
    programs: async () => programStandingsOf(session),
    reclaim: async () => reclaimAccounts(session),
    reclaimable: async () => reclaimableAccounts(session),
    reconcile: async () => reconcileWallet(session),
  };
}

/** Holds the wallet on chain against its journal, and changes nothing. */
async function reconcileWallet(session: ExecutorSession): Promise<WalletReconciliation> {
  const opened = await session.open();
  const { history, place, reconciler, wallet } = requireChain(opened);
  const wrongChain = await session.identifyChain(opened);
  if (wrongChain !== undefined) throw errorFromFault(wrongChain);
  const [assets, foreign] = await Promise.all([reconciler.report(), history.report()]);
  const historyProblem = place.report() ?? foreign;
  return historyProblem === undefined ? { wallet, assets } : { wallet, assets, historyProblem };
}

/** Lists the wallet's token accounts, and signs nothing. */
async function reclaimableAccounts(session: ExecutorSession): Promise<ReclaimReport> {
  const opened = await session.open();
  const { wallet, parts } = requireChain(opened);
  const wrongChain = await session.identifyChain(opened);
  if (wrongChain !== undefined) throw errorFromFault(wrongChain);
  const openTrades = () => opened.journal.openTrades();
  const accounts = await listTokenAccounts({ pool: parts.pool, wallet, openTrades });
  if (isFault(accounts)) throw errorFromFault(accounts);
  return { wallet, accounts };
}

/** Milliseconds that who asked for a reclaim waits for its end. */
const RECLAIM_WAIT_MS = 45_000;
const RECLAIM_LOOK_MS = 200;

/** Closes what may be closed, and waits a while for its end. */
async function reclaimAccounts(session: ExecutorSession): Promise<ReclaimRecord | null> {
  const opened = await session.open();
  const { parts, reclaimer } = requireChain(opened);
  const problem = await session.takeUp();
  if (problem !== undefined) throw errorFromFault(problem);
  const started = await reclaimer.start();
  if (started === undefined) return null;
  if (isFault(started)) throw errorFromFault(started);
  const { platform } = parts.config;
  const untilMs = platform.monotonicMs() + RECLAIM_WAIT_MS;
  for (;;) {
    const now = readReclaims(opened.journal)[started.number - 1] ?? started;
    const isOver = now.status !== 'signed' || platform.monotonicMs() >= untilMs;
    if (isOver || session.isClosed()) return now;
    await platform.delay(RECLAIM_LOOK_MS);
  }
}

/** Takes what the wallet signed until now, and what it holds, for accounted for. */
async function adoptHistory(
  session: ExecutorSession,
  decision: HistoryDecision,
): Promise<Adoption> {
  const opened = await session.open();
  const { history, place, reconciler } = requireChain(opened);
  const adoption = (await session.identifyChain(opened)) ?? (await history.adopt(decision));
  if (isFault(adoption)) throw errorFromFault(adoption);
  place.adopt();
  await reconciler.adopt(adoption.number);
  await opened.journal.durable();
  return adoption;
}

/** Tells how the swap programs that may be traded through stand. */
async function programStandingsOf(session: ExecutorSession): Promise<readonly ProgramStanding[]> {
  const opened = await session.open();
  const { programs } = requireChain(opened);
  const wrongChain = await session.identifyChain(opened);
  if (wrongChain !== undefined) throw errorFromFault(wrongChain);
  return programs.report();
}

/** Takes the deployment of a swap program that runs now for good. */
async function acknowledgeProgram(
  session: ExecutorSession,
  decision: ProgramDecision,
): Promise<ProgramPin> {
  const opened = await session.open();
  const { programs } = requireChain(opened);
  const pin = (await session.identifyChain(opened)) ?? (await programs.acknowledge(decision));
  if (isFault(pin)) throw errorFromFault(pin);
  return pin;
}
