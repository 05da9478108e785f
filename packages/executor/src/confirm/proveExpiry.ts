import type { ChainNode } from '../chain/chainNode.ts';
import type { ExpiryWitness } from '../journal/tradeEvents.ts';
import type { AttemptRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';

/** Least gap between slot and height on mainnet: a gateway that mixes them up shows less. */
const MAINNET_SLOT_GAP_MIN = 10_000_000n;

const OPERATORS_REQUIRED = 2;

/**
 * Proves that an attempt never landed and never can. The only way to `expired`.
 *
 * A node is a witness when it serves our chain, its finalized height is above the death height, it
 * still has the blocks from before the signing, and after that, at a slot no older, it finds none of
 * the trade's signatures in its whole history and holds the blockhash for dead. A node that fails,
 * lags or answers oddly is no vote. Two operators must agree, one where the configuration says so.
 *
 * @param signatures - Every signature the trade ever made, this one included.
 * @returns the witnesses, or `undefined` when there is no proof now.
 */
export async function proveExpiry(
  parts: ExecutorParts,
  attempt: AttemptRecord,
  signatures: readonly string[],
): Promise<readonly ExpiryWitness[] | undefined> {
  const question = {
    attempt,
    signatures,
    genesisHash: parts.chain.genesisHash,
    slotGapMin: parts.config.cluster === 'mainnet-beta' ? MAINNET_SLOT_GAP_MIN : 0n,
  };
  const votes = await Promise.allSettled(
    parts.pool.nodes.map(async (node) => parts.rules.testify(node, question)),
  );
  const witnesses = votes.flatMap((vote) =>
    vote.status === 'fulfilled' && vote.value !== undefined ? [vote.value] : [],
  );
  return parts.rules.isProof(witnesses, parts.config) ? witnesses : undefined;
}

/** Whether those who testify are enough: two operators, or one by explicit choice. */
export function isProof(
  witnesses: readonly ExpiryWitness[],
  { allowSingleWitness }: { readonly allowSingleWitness: boolean },
): boolean {
  const operators = new Set(witnesses.map((witness) => witness.operator));
  return operators.size >= (allowSingleWitness ? 1 : OPERATORS_REQUIRED);
}

/** What a node is asked about the death of an attempt. */
export interface ExpiryQuestion {
  readonly attempt: AttemptRecord;
  /** Every signature the trade ever made. */
  readonly signatures: readonly string[];
  /** Chain the attempt was signed for. */
  readonly genesisHash: string | undefined;
  /** Least gap between slot and height of an honest answer. */
  readonly slotGapMin: bigint;
}

/** What one node has to say for the death of an attempt; `undefined` is no vote. */
export async function testify(
  node: ChainNode,
  { attempt, signatures, genesisHash: expectedGenesis, slotGapMin }: ExpiryQuestion,
): Promise<ExpiryWitness | undefined> {
  const [genesisHash, finalized, firstAvailableSlot] = await Promise.all([
    node.genesisHash(),
    node.finalized(),
    node.firstAvailableSlot(),
  ]);
  // A node that was down when the others were checked may serve another chain altogether.
  if (genesisHash !== expectedGenesis) return undefined;
  const { blockHeight, slot } = finalized;
  if (blockHeight <= BigInt(attempt.deathHeight)) return undefined;
  if (firstAvailableSlot > BigInt(attempt.signedAtSlot)) return undefined;
  if (slot - blockHeight < slotGapMin) return undefined;
  // The order matters: only a search made after the height was final proves anything.
  const found = await node.signatureStatuses(signatures, { searchHistory: true });
  if (found.slot < slot || found.statuses.length !== signatures.length) return undefined;
  if (found.statuses.some((status) => status !== null)) return undefined;
  if (await node.isBlockhashValid(attempt.blockhash)) return undefined;
  return {
    label: node.label,
    operator: node.operator,
    finalizedHeight: String(blockHeight),
    statusSlot: String(found.slot),
    firstAvailableSlot: String(firstAvailableSlot),
  };
}
