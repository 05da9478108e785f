/** Lamports that open trades of a wallet may still take, so that no two count on the same ones. */
export interface OutlayLedger {
  /** Sum over all trades but the one named. */
  reservedBesides(tradeId: string): bigint;
  reserve(tradeId: string, lamports: bigint): void;
  release(tradeId: string): void;
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

/** Makes an empty ledger. It is rebuilt from the journal's open attempts at start. */
export function createOutlayLedger(): OutlayLedger {
  const outlays = new Map<string, bigint>();
  let total = 0n;
  const release = (tradeId: string): void => {
    total -= outlays.get(tradeId) ?? 0n;
    outlays.delete(tradeId);
  };
  return {
    reservedBesides: (tradeId) => total - (outlays.get(tradeId) ?? 0n),
    reserve: (tradeId, lamports) => {
      release(tradeId);
      outlays.set(tradeId, lamports);
      total += lamports;
    },
    release,
  };
}
