import { JournalPlace } from '../history/journalPlace.ts';
import { WalletHistory, type WalletHistoryParts } from '../history/walletHistory.ts';
import type { Journal } from '../journal/journal.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { ProgramWatch } from '../programs/programWatch.ts';
import { Reclaimer } from '../reclaim/reclaimer.ts';
import { Reconciler } from '../reconcile/reconciler.ts';
import type { WalletBook } from '../reconcile/walletBook.ts';

/** Who looks whether the wallet, its journal and its programs are what they were. */
export interface WalletWatches {
  /** `undefined` where the wallet cannot be looked at, as all of them. */
  readonly history: WalletHistory | undefined;
  readonly place: JournalPlace | undefined;
  readonly reconciler: Reconciler | undefined;
  readonly reclaimer: Reclaimer | undefined;
  readonly programs: ProgramWatch | undefined;
}

/** Where there are no nodes or no wallet. */
export const NOBODY_WATCHES: WalletWatches = {
  history: undefined,
  place: undefined,
  reconciler: undefined,
  reclaimer: undefined,
  programs: undefined,
};

/** Makes them; each begins when it is asked to. */
export function watchWallet(
  parts: ExecutorParts,
  journal: Journal,
  book: WalletBook,
): WalletWatches {
  const { hold, config } = parts;
  return {
    history: new WalletHistory(historyParts(parts, journal)),
    place: new JournalPlace({ journal, hold, platform: config.platform }),
    reconciler: new Reconciler(reconcilerParts(parts, journal, book)),
    reclaimer: new Reclaimer({ parts, journal }),
    programs: new ProgramWatch(programParts(parts, journal)),
  };
}

function historyParts(parts: ExecutorParts, journal: Journal): WalletHistoryParts {
  const { pool, hold, telemetry, signer, config } = parts;
  const { platform, clock } = config;
  const nowMs = (): number => clock.nowMs();
  return { wallet: signer.address, nodes: pool.nodes, journal, hold, telemetry, platform, nowMs };
}

function programParts(parts: ExecutorParts, journal: Journal) {
  return { ...historyParts(parts, journal), programs: [...parts.config.decoders.keys()] };
}

function reconcilerParts(parts: ExecutorParts, journal: Journal, book: WalletBook) {
  const wrappedSol = async (): Promise<string> => parts.accounts.wrappedSol();
  return { ...historyParts(parts, journal), book, wrappedSol };
}
