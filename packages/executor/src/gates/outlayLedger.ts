/**
 * Lamports that trades of a wallet may still take, or have taken since its balance was read, so that
 * no two count on the same ones.
 */
export interface OutlayLedger {
  /**
   * Sum over all trades but the one named, as far as a balance does not show them already.
   *
   * @param viewSlot - Slot that the balance was read at; without one it shows none of them.
   */
  reservedBesides(tradeId: string, viewSlot?: bigint): bigint;
  reserve(tradeId: string, lamports: bigint): void;
  /** Notes where an operator says that the trade's transaction has taken what it takes. */
  tellLanding(tradeId: string, landing: OutlayLanding): void;
  /**
   * Slot of the landing that enough operators name alike, of which one is honest.
   *
   * @returns `undefined` while too few do.
   */
  agreedLanding(tradeId: string): bigint | undefined;
  /** Resolves when an operator next tells something new of a landing, whichever trade's it is. */
  landingTold(): Promise<void>;
  /** Notes that the trade's transaction has taken what it takes, finally, in this slot. */
  settle(tradeId: string, slot: bigint): void;
  release(tradeId: string): void;
}

/** One operator's word for a landing. */
export interface OutlayLanding {
  readonly operator: string;
  readonly slot: bigint;
}

/** An open trade's effect on the wallet's SOL, before anybody knows how it ends. */
export interface OpenOutlay {
  /** Lamports that are gone when it has ended. */
  readonly outlayLamports: bigint;
  /** Least lamports that a sell brings in when it runs; 0 for a buy. */
  readonly proceedsLamports: bigint;
}

/** What an open trade counts for: what it takes at worst. A sell that is open brings nothing. */
export function worstOutlay({ outlayLamports }: OpenOutlay): bigint {
  return outlayLamports;
}

/** Slots that a settled outlay is kept for: no balance that is still worked with is older. */
const SETTLED_SLOTS_KEPT = 512n;

interface Outlay {
  readonly lamports: bigint;
  /** Slot that each operator names for the landing. */
  readonly told: Map<string, bigint>;
  settledAt: bigint | undefined;
}

/**
 * Makes an empty ledger. It is rebuilt from the journal's open attempts at start.
 *
 * @param operatorsMin - Operators that must tell of a landing before a balance is held to show it:
 * one that lies would free lamports that are still at risk.
 */
export function createOutlayLedger(operatorsMin: number): OutlayLedger {
  const outlays = new Map<string, Outlay>();
  let news: PromiseWithResolvers<void> | undefined;
  return {
    reservedBesides: (tradeId, viewSlot) => {
      let sum = 0n;
      for (const [other, outlay] of outlays) {
        if (other !== tradeId && !isShownAt(outlay, viewSlot, operatorsMin)) sum += outlay.lamports;
      }
      return sum;
    },
    reserve: (tradeId, lamports) => {
      outlays.set(tradeId, { lamports, told: new Map(), settledAt: undefined });
    },
    tellLanding: (tradeId, { operator, slot }) => {
      const told = outlays.get(tradeId)?.told;
      // Every look at a landing tells it once more, and nobody is woken for that.
      if (told === undefined || told.get(operator) === slot) return;
      told.set(operator, slot);
      news?.resolve();
      news = undefined;
    },
    agreedLanding: (tradeId) => {
      const told = [...(outlays.get(tradeId)?.told.values() ?? [])];
      return told.find((slot) => told.filter((other) => other === slot).length >= operatorsMin);
    },
    landingTold: async () => {
      news ??= Promise.withResolvers();
      return news.promise;
    },
    settle: (tradeId, slot) => {
      const outlay = outlays.get(tradeId);
      if (outlay !== undefined) outlay.settledAt = slot;
      for (const [other, { settledAt }] of outlays) {
        if (settledAt !== undefined && settledAt + SETTLED_SLOTS_KEPT < slot) outlays.delete(other);
      }
    },
    release: (tradeId) => {
      outlays.delete(tradeId);
    },
  };
}

/** Whether a balance of that slot shows what the transaction took. */
function isShownAt(
  { told, settledAt }: Outlay,
  viewSlot: bigint | undefined,
  operatorsMin: number,
): boolean {
  if (viewSlot === undefined) return false;
  if (settledAt !== undefined) return settledAt <= viewSlot;
  return told.size >= operatorsMin && [...told.values()].every((slot) => slot <= viewSlot);
}
