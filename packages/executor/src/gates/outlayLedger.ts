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
  return {
    reservedBesides: (tradeId) => {
      let sum = 0n;
      for (const [other, lamports] of outlays) if (other !== tradeId) sum += lamports;
      return sum;
    },
    reserve: (tradeId, lamports) => {
      outlays.set(tradeId, lamports);
    },
    release: (tradeId) => {
      outlays.delete(tradeId);
    },
  };
}
