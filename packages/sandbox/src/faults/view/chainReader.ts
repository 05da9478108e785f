import { createUpstream, type Upstream } from '../proxy/forwardRequest.ts';
import { isJsonRecord, parseJson, stringifyJson, type JsonValue } from '../proxy/jsonValue.ts';

/** The commitments at which the embedded chain has slots of their own. */
export type SlotCommitment = 'processed' | 'finalized';

/** Reads the heights that corrections are measured by. */
export interface ChainReader {
  readSlot(commitment: SlotCommitment): Promise<bigint>;
  /** Tells whether a slot is at the commitment yet. Asks the chain only when it may have changed. */
  hasReached(commitment: SlotCommitment, slot: bigint): Promise<boolean>;
  /** Slots that hold no block: how far heights are behind. The embedded chain skips none later. */
  readHeightGap(): Promise<bigint>;
  /** Ends the connections to the chain. */
  close(): void;
}

/** Creates a reader of one chain. */
export function createChainReader(rpcUrl: string): ChainReader {
  // The proxies' own way of calling takes a third of the time that fetch does.
  const upstream = createUpstream(rpcUrl);
  const reached = { processed: -1n, finalized: -1n };
  let heightGap: Promise<bigint> | undefined;
  const readSlot = async (commitment: SlotCommitment) => {
    const slot = await call(upstream, 'getSlot', commitment);
    if (typeof slot !== 'bigint') throw new Error('The chain answers getSlot with no slot.');
    if (slot > reached[commitment]) reached[commitment] = slot;
    return slot;
  };
  return {
    readSlot,
    async hasReached(commitment, slot) {
      return slot <= reached[commitment] || slot <= (await readSlot(commitment));
    },
    readHeightGap: () => (heightGap ??= measureHeightGap(upstream)),
    close: () => upstream.close(),
  };
}

async function measureHeightGap(upstream: Upstream): Promise<bigint> {
  const epoch = await call(upstream, 'getEpochInfo', 'processed');
  if (!isJsonRecord(epoch)) throw new Error('The chain answers getEpochInfo with no epoch.');
  const { absoluteSlot, blockHeight } = epoch;
  if (typeof absoluteSlot !== 'bigint' || typeof blockHeight !== 'bigint') {
    throw new Error('The chain answers getEpochInfo without heights.');
  }
  return absoluteSlot - blockHeight;
}

async function call(
  upstream: Upstream,
  method: string,
  commitment: SlotCommitment,
): Promise<JsonValue | undefined> {
  const text = stringifyJson({ jsonrpc: '2.0', id: 1n, method, params: [{ commitment }] });
  const reply = await upstream.forward({
    verb: 'POST',
    path: '/',
    headers: ['content-type', 'application/json'],
    body: Buffer.from(text, 'utf8'),
  });
  const answer = parseJson(reply.body.toString('utf8'));
  return isJsonRecord(answer) ? answer['result'] : undefined;
}
