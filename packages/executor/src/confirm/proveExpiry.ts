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
  const votes = await Promise.allSettled(
    parts.pool.nodes.map(async (node) => testify(parts, node, { attempt, signatures })),
  );
  const witnesses = votes.flatMap((vote) =>
    vote.status === 'fulfilled' && vote.value !== undefined ? [vote.value] : [],
  );
  const operators = new Set(witnesses.map((witness) => witness.operator));
  const required = parts.config.allowSingleWitness ? 1 : OPERATORS_REQUIRED;
  return operators.size >= required ? witnesses : undefined;
}

interface Question {
  readonly attempt: AttemptRecord;
  readonly signatures: readonly string[];
}

async function testify(
  parts: ExecutorParts,
  node: ChainNode,
  { attempt, signatures }: Question,
): Promise<ExpiryWitness | undefined> {
  const [genesisHash, finalized, firstAvailableSlot] = await Promise.all([
    node.genesisHash(),
    node.finalized(),
    node.firstAvailableSlot(),
  ]);
  // A node that was down when the others were checked may serve another chain altogether.
  if (genesisHash !== parts.chain.genesisHash) return undefined;
  const { blockHeight, slot } = finalized;
  if (blockHeight <= BigInt(attempt.deathHeight)) return undefined;
  if (firstAvailableSlot > BigInt(attempt.signedAtSlot)) return undefined;
  const isMainnet = parts.config.cluster === 'mainnet-beta';
  if (isMainnet && slot - blockHeight < MAINNET_SLOT_GAP_MIN) return undefined;
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
