/** Lamports that open trades of a wallet may still take, so that no two count on the same ones. */
export interface OutlayLedger {
  /** Sum over all trades but the one named. */
  reservedBesides(tradeId: string): bigint;
  reserve(tradeId: string, lamports: bigint): void;
  release(tradeId: string): void;
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
