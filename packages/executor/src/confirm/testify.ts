import type { FinalizedReading, SignatureStatus } from '../chain/chainNode.ts';
import type { ExpiryWitness, TransactionPlan } from '../journal/tradeEvents.ts';
import type { MessageSearch, SearchedMessage } from './searchMessage.ts';

/** What is asked about: a transaction and, where it is known, its signature. */
export interface AskedAttempt extends Pick<
  TransactionPlan,
  'deathHeight' | 'signedAtSlot' | 'blockhash'
> {
  readonly signature?: string;
  /** Signed transaction, base64, where there is one. */
  readonly wireBase64?: string;
}

/** What a node is asked about the death of an attempt. */
export interface ExpiryQuestion {
  readonly attempt: AskedAttempt;
  /** Every signature of the trade that must not be found, this one included. */
  readonly signatures: readonly string[];
  /** A message of which no signature is known: the wallet's history must not hold one either. */
  readonly message?: SearchedMessage;
}

/** What a node says of itself, once for all attempts. */
export interface WitnessReading {
  readonly genesisHash: string;
  readonly finalized: FinalizedReading;
  /** First block the node still has. */
  readonly firstAvailableSlot: bigint;
  /** False while the gap between slot and height, which can only grow, has shrunk. */
  readonly isGapTrusted: boolean;
}

/** What a node said about one attempt. */
export interface Testimony extends WitnessReading {
  readonly label: string;
  readonly operator: string;
  /** What its whole history knows, in the order of the question's signatures. */
  readonly statuses: ReadonlyArray<SignatureStatus | null>;
  /** Oldest slot of those searches. */
  readonly statusSlot: bigint;
  /** Whether the blockhash may still be used; `undefined` when it did not say. */
  readonly isBlockhashValid: boolean | undefined;
  /** What the wallet's history holds of the message, where the question has one. */
  readonly search?: MessageSearch;
}

/** What an honest witness fulfils besides. */
export interface WitnessRules {
  /** Chain the attempt was signed for. */
  readonly genesisHash: string | undefined;
  /** Least gap between slot and height of an honest answer. */
  readonly slotGapMin: bigint;
}

const OPERATORS_REQUIRED = 2;

/**
 * Slots that lie at least between a signing and the death of what was signed: the life of a
 * blockhash and the allowance on top, and no slot brings more than one block.
 */
export const DEATH_SLOTS_MIN = 182n;

/** Whether those who testify are enough: two operators, or one by explicit choice. */
export function isProof(
  witnesses: readonly ExpiryWitness[],
  { allowSingleWitness }: { readonly allowSingleWitness: boolean },
): boolean {
  const operators = new Set(witnesses.map((witness) => witness.operator));
  return operators.size >= (allowSingleWitness ? 1 : OPERATORS_REQUIRED);
}

/** Whether the final height of a node is above the death height: before that it is no witness. */
export function isPastDeath(
  { blockHeight }: Pick<FinalizedReading, 'blockHeight'>,
  { deathHeight }: Pick<AskedAttempt, 'deathHeight'>,
): boolean {
  return blockHeight > BigInt(deathHeight);
}

/**
 * Whether what a node said is a vote for the death of an attempt; `undefined` is no vote.
 *
 * A node is a witness when it serves our chain, its finalized height is above the death height and
 * its finalized slot as far past the signing as any death is, whatever was said of heights then, it
 * still has the blocks from before the signing, and after that, at a slot no older, it finds none of
 * the trade's signatures in its whole history and holds the blockhash for dead. Where no signature is
 * known, nothing that the wallet signed since may be one of the message. The gap between its slot and
 * its height may grow and never shrink.
 */
export function testify(
  testimony: Testimony,
  { attempt, signatures, message }: ExpiryQuestion,
  { genesisHash, slotGapMin }: WitnessRules,
): ExpiryWitness | undefined {
  const { finalized, firstAvailableSlot, statuses, statusSlot, label, operator } = testimony;
  const { blockHeight, slot, slotGap } = finalized;
  // A node that was down when the others were checked may serve another chain altogether.
  if (testimony.genesisHash !== genesisHash) return undefined;
  if (!isPastDeath(finalized, attempt)) return undefined;
  // A final block from before the signing does not know the blockhash yet, and calls it invalid too.
  if (slot - BigInt(attempt.signedAtSlot) <= DEATH_SLOTS_MIN) return undefined;
  if (firstAvailableSlot > BigInt(attempt.signedAtSlot)) return undefined;
  if (!testimony.isGapTrusted || slotGap < slotGapMin || slot - blockHeight < slotGapMin) {
    return undefined;
  }
  if (statusSlot < slot || statuses.length !== signatures.length) return undefined;
  if (statuses.some((status) => status !== null)) return undefined;
  if (message !== undefined && testimony.search?.kind !== 'absent') return undefined;
  if (testimony.isBlockhashValid !== false) return undefined;
  return {
    label,
    operator,
    finalizedHeight: String(blockHeight),
    statusSlot: String(statusSlot),
    firstAvailableSlot: String(firstAvailableSlot),
  };
}
