import { errorFromFault, ExecutionError, isFault } from '@quantbot/core';

import type { Adoption } from '../history/historyNotes.ts';
import type { WalletHistory } from '../history/walletHistory.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { listTokenAccounts } from '../reclaim/listTokenAccounts.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { HistoryDecision, ReclaimReport, WalletReconciliation } from './executionAdapter.ts';
import type { ExecutorSession, OpenedSession } from './executorSession.ts';

/** Only where there are nodes and a wallet can the chain be asked about it. */
function requireChain(opened: OpenedSession): WatchedSession {
  const { history, reconciler, parts } = opened;
  if (history !== undefined && reconciler !== undefined && parts !== undefined) {
    return { history, reconciler, parts, wallet: parts.signer.address };
  }
  throw new ExecutionError('CONFIG__VALUE_MISSING', {
    name: 'rpcEndpoint or keypairPath',
    reason: 'the wallet is looked at on chain',
  });
}

interface WatchedSession {
  readonly history: WalletHistory;
  readonly reconciler: Reconciler;
  readonly parts: ExecutorParts;
  readonly wallet: string;
}

/** Holds the wallet on chain against its journal, and changes nothing. */
export async function reconcileWallet(session: ExecutorSession): Promise<WalletReconciliation> {
  const opened = await session.open();
  const { history, reconciler, wallet } = requireChain(opened);
  const wrongChain = await session.identifyChain(opened);
  if (wrongChain !== undefined) throw errorFromFault(wrongChain);
  const [assets, historyProblem] = await Promise.all([reconciler.report(), history.report()]);
  return historyProblem === undefined ? { wallet, assets } : { wallet, assets, historyProblem };
}

/** Lists the wallet's token accounts, and signs nothing. */
export async function reclaimableAccounts(session: ExecutorSession): Promise<ReclaimReport> {
  const opened = await session.open();
  const { wallet, parts } = requireChain(opened);
  const wrongChain = await session.identifyChain(opened);
  if (wrongChain !== undefined) throw errorFromFault(wrongChain);
  const openTrades = () => opened.journal.openTrades();
  const accounts = await listTokenAccounts({ pool: parts.pool, wallet, openTrades });
  if (isFault(accounts)) throw errorFromFault(accounts);
  return { wallet, accounts };
}

/** Takes what the wallet signed until now, and what it holds, for accounted for. */
export async function adoptHistory(
  session: ExecutorSession,
  decision: HistoryDecision,
): Promise<Adoption> {
  const opened = await session.open();
  const { history, reconciler } = requireChain(opened);
  const adoption = (await session.identifyChain(opened)) ?? (await history.adopt(decision));
  if (isFault(adoption)) throw errorFromFault(adoption);
  await reconciler.adopt(adoption.number);
  await opened.journal.durable();
  return adoption;
}
