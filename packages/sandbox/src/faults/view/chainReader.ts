import { callRpc } from '../../chain/callRpc.ts';

/** The commitments at which the embedded chain has slots of their own. */
export type SlotCommitment = 'processed' | 'finalized';

/** Reads the heights that corrections are measured by. */
export interface ChainReader {
  readSlot(commitment: SlotCommitment): Promise<bigint>;
  /** Tells whether a slot is at the commitment yet. Asks the chain only when it may have changed. */
  hasReached(commitment: SlotCommitment, slot: bigint): Promise<boolean>;
  /** Slots that hold no block: how far heights are behind. The embedded chain skips none later. */
  readHeightGap(): Promise<bigint>;
}

/** Creates a reader of one chain. */
export function createChainReader(rpcUrl: string): ChainReader {
  const reached = { processed: -1n, finalized: -1n };
  let heightGap: Promise<bigint> | undefined;
  const readSlot = async (commitment: SlotCommitment) => {
    const slot = BigInt(await callRpc<number>(rpcUrl, 'getSlot', [{ commitment }]));
    if (slot > reached[commitment]) reached[commitment] = slot;
    return slot;
  };
  return {
    readSlot,
    async hasReached(commitment, slot) {
      return slot <= reached[commitment] || slot <= (await readSlot(commitment));
    },
    readHeightGap: () => (heightGap ??= measureHeightGap(rpcUrl)),
  };
}

async function measureHeightGap(rpcUrl: string): Promise<bigint> {
  const epoch = await callRpc<{ absoluteSlot: number; blockHeight: number }>(
    rpcUrl,
    'getEpochInfo',
    [{ commitment: 'processed' }],
  );
  return BigInt(epoch.absoluteSlot - epoch.blockHeight);
}
