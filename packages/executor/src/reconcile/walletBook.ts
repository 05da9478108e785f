import type { Journal } from '../journal/journal.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import { changesOf, type AssetChange } from './assetChanges.ts';

/** What the journal says of one asset of the wallet. */
export interface BookedAsset {
  readonly asset: string;
  readonly account: string;
  readonly decimals: number;
  /** Base units by which all trades together have changed the balance, at the least. */
  readonly unitsMin: bigint;
  /** Trades of it that have not ended or that nobody has decided about. */
  readonly openTrades: number;
  /** Slot of its newest final landing. */
  readonly slot: bigint;
}

/** Sums of everything the journal knows to have moved, kept up with it. */
export interface WalletBook {
  /** To be told of every write about a trade. */
  observe(before: TradeRecord, after: TradeRecord): void;
  /** Adds up the whole journal, once. Resolves at once when that has been done. */
  load(): Promise<void>;
  /** Every asset that a trade of the wallet was ever signed for. Call only after `load`. */
  assets(): readonly BookedAsset[];
}

/** What a book is kept with. */
export interface WalletBookParts {
  readonly wallet: string;
  readonly journal: Pick<Journal, 'page'>;
  readonly platform: Pick<ExecutorPlatform, 'nextTurn'>;
}

/** Trades that are added up in one turn of the event loop. */
const PAGE_TRADES = 200;

/** Makes a book that has to be loaded. */
export function createWalletBook({ wallet, journal, platform }: WalletBookParts): WalletBook {
  const sums = new Map<string, BookedAsset>();
  let loading: Promise<void> | undefined;
  /** Trades up to here are added up; later ones are read as they are then. */
  let loadedUpTo: string | undefined;
  let isLoaded = false;

  const add = (trade: TradeRecord, sign: 1n | -1n): void => {
    if (trade.wallet !== wallet) return;
    for (const change of changesOf(trade)) {
      sums.set(change.asset, sumWith(sums.get(change.asset), change, sign));
    }
  };
  const load = async (): Promise<void> => {
    for (;;) {
      const trades = journal.page({ after: loadedUpTo, limit: PAGE_TRADES });
      for (const trade of trades) add(trade, 1n);
      loadedUpTo = trades.at(-1)?.tradeId ?? loadedUpTo;
      if (trades.length < PAGE_TRADES) break;
      await platform.nextTurn();
    }
    isLoaded = true;
  };
  return {
    observe: (before, after) => {
      const isCounted = isLoaded || (loadedUpTo !== undefined && after.tradeId <= loadedUpTo);
      if (!isCounted) return;
      add(before, -1n);
      add(after, 1n);
    },
    load: async () => {
      loading ??= load().catch((cause: unknown) => {
        loading = undefined;
        throw cause;
      });
      return loading;
    },
    assets: () => [...sums.values()],
  };
}

function sumWith(known: BookedAsset | undefined, change: AssetChange, sign: 1n | -1n): BookedAsset {
  const { asset, account, decimals, unitsMin, isOpen, slot } = change;
  const before = known ?? { asset, account, decimals, unitsMin: 0n, openTrades: 0, slot: 0n };
  return {
    ...before,
    unitsMin: before.unitsMin + sign * unitsMin,
    openTrades: before.openTrades + (isOpen ? Number(sign) : 0),
    slot: before.slot > slot ? before.slot : slot,
  };
}
