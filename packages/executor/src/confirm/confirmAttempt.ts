import type { SignatureStatus } from '../chain/chainNode.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import type { StatusTick } from '../chain/statusFeed.ts';
import type { OutlayLanding } from '../gates/outlayLedger.ts';
import type { ExpiryWitness } from '../journal/tradeEvents.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import type { AttemptRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import type { ExpiryFinding } from './expiryProofs.ts';
import { createSightings, type Sightings } from './sightings.ts';
import { DEATH_SLOTS_MIN } from './testify.ts';

/** How an attempt ended, or that it is confirmed and finality is awaited. */
export type AttemptOutcome =
  | { readonly kind: 'confirmed'; readonly slot: bigint; readonly witness: string }
  | {
      readonly kind: 'reverted';
      readonly slot: bigint;
      readonly error: string;
      readonly witness: string;
    }
  | { readonly kind: 'expired'; readonly witnesses: readonly ExpiryWitness[] }
  /** It was confirmed and is known no more: to be sent again, neither dead nor landed. */
  | { readonly kind: 'rolled-back' }
  /** The trade was ended by a person while its attempt was followed. */
  | { readonly kind: 'ended' };

/** What to wait for, and who wants to know what on the way. */
export interface ConfirmOptions {
  readonly tradeId: string;
  readonly attempt: AttemptRecord;
  /** Commitment at which a success counts. A failure counts when it is finalized. */
  readonly goal: 'confirmed' | 'finalized';
  /** Called with the newest slot at every look. */
  readonly onSlot: (slot: bigint) => void;
  /** Called when an operator tells that the transaction is confirmed and ran. */
  readonly onConfirmed?: (landing: OutlayLanding) => void;
  /** Called when no nodes are left that could prove a death, with the reason. */
  readonly onUnprovable?: (reason: string) => void;
}

/** Slots after signing before a search for a proof of expiry is worth its calls. */
const EXPIRY_SLOTS_MIN = 150n;

/**
 * Milliseconds after which history is searched whatever slots say: a node that named too high a slot
 * at the signing must not keep an attempt open. A blockhash lives half as long.
 */
const SEARCH_AFTER_MS = 90_000;

/** Milliseconds between two searches through history for one attempt. */
const SEARCH_INTERVAL_MS = 1_000;

/**
 * Milliseconds between two of them while no node can testify yet: then one finds nothing but what
 * landed and is forgotten by recent statuses, and it asks every node half a dozen questions.
 */
const EARLY_SEARCH_INTERVAL_MS = 8_000;

/**
 * Slots by which a final block is behind the newest one, as votes are locked out today (TowerBFT).
 * Where blocks are final sooner, a death is found by an early search, up to its interval later.
 */
const FINALITY_SLOTS_MIN = 31n;

/**
 * Follows an attempt until the chain has decided. Neither a timeout nor a node that fails, lags or
 * knows nothing ends it: only a status with its error read, or the proof of expiry. One operator is
 * believed that it is confirmed; that it is final, or failed finally, takes two where two exist.
 */
export async function confirmAttempt(
  parts: ExecutorParts,
  options: ConfirmOptions,
): Promise<AttemptOutcome> {
  const { signature } = options.attempt;
  const watch = parts.statuses.watch(signature);
  const wakeUp = options.goal === 'confirmed' ? parts.wakeUps.watch(signature) : undefined;
  const following = createFollowing(parts, options);
  let isSeen = false;
  try {
    for (;;) {
      const tick = await watch.next();
      if (isTerminal(parts.log.current(options.tradeId).status)) return { kind: 'ended' };
      if (tick.slot !== undefined) options.onSlot(tick.slot);
      const outcome = judge(following, tick) ?? (await lookBack(following, tick));
      isSeen = outcome?.kind === 'confirmed';
      if (outcome !== undefined) return outcome;
    }
  } finally {
    watch.close();
    wakeUp?.close({ isSeen });
  }
}

/** What is known while one attempt is followed. */
interface Following {
  readonly parts: ExecutorParts;
  readonly options: ConfirmOptions;
  readonly sightings: Sightings;
  /** The newest end that each operator told of. */
  readonly voices: Map<string, string>;
  readonly startedAtMs: number;
  searchedAtMs: number;
  rollbacks: number;
}

function createFollowing(parts: ExecutorParts, options: ConfirmOptions): Following {
  const { attempt, tradeId } = options;
  const status = statusOf(parts, tradeId, attempt.signature);
  const sightings = createSightings({
    operatorsMin: operatorsRequired(parts.pool.nodes),
    wasShown: status === 'landed' || status === 'confirmed',
    sinceSlot: BigInt(attempt.signedAtSlot),
    backed: (slot, operator) => parts.statuses.slots.backed(slot, operator),
  });
  const voices = new Map<string, string>();
  const startedAtMs = parts.config.platform.monotonicMs();
  return { parts, options, sightings, voices, startedAtMs, searchedAtMs: -Infinity, rollbacks: 0 };
}

/** One look, or one find in a node's history. */
type Sighting = Pick<StatusTick, 'status' | 'slot' | 'witness' | 'operator'>;

function judge(following: Following, sighting: Sighting): AttemptOutcome | undefined {
  const { parts, options, sightings } = following;
  const { status, witness, operator } = sighting;
  sightings.note(sighting);
  if (status === null || status === undefined) return undefined;
  recordSighting(parts, options, { status, witness });
  if (status.error === null && status.commitment !== 'processed') {
    options.onConfirmed?.({ operator, slot: status.slot });
  }
  const verdict = parts.rules.judgeStatus(status, options.goal);
  if (verdict === undefined) return undefined;
  const isFinal = verdict.kind === 'reverted' || options.goal === 'finalized';
  const told = JSON.stringify(verdict);
  following.voices.set(operator, told);
  const agreeing = [...following.voices.values()].filter((voice) => voice === told).length;
  if (isFinal && agreeing < operatorsRequired(parts.pool.nodes)) return undefined;
  return { ...verdict, slot: status.slot, witness };
}

/** What a status decides about an attempt. */
export type StatusVerdict =
  { readonly kind: 'confirmed' } | { readonly kind: 'reverted'; readonly error: string };

/**
 * Whether a status ends the wait, and how. In a block does not mean it ran; and a failure counts
 * only when it is final, because a fork may still turn it.
 *
 * @param goal - Commitment at which a success counts.
 */
export function judgeStatus(
  { commitment, error }: SignatureStatus,
  goal: 'confirmed' | 'finalized',
): StatusVerdict | undefined {
  if (error !== null) return commitment === 'finalized' ? { kind: 'reverted', error } : undefined;
  const reached =
    commitment === 'finalized' || (commitment === 'confirmed' && goal === 'confirmed');
  return reached ? { kind: 'confirmed' } : undefined;
}

/**
 * Looks back, not at every look but now and then, once an attempt is past its life or gone: a node's
 * recent statuses forget what landed minutes ago, so its history is searched before a death is
 * proven or a landing called lost.
 */
async function lookBack(
  following: Following,
  tick: StatusTick,
): Promise<AttemptOutcome | undefined> {
  const { parts, options, sightings } = following;
  const { tradeId, attempt } = options;
  if (tick.status !== null) return undefined;
  const isGone = sightings.isGone();
  const nowMs = parts.config.platform.monotonicMs();
  const isOld = nowMs - following.startedAtMs > SEARCH_AFTER_MS;
  // One node's slot alone would begin the search early; the only one that answers has to do.
  const slot = parts.statuses.slots.supported() ?? tick.slot;
  if (!isGone && !isOld && !parts.rules.isPastLife({ slot }, attempt)) return undefined;
  const isUrgent = isGone || isOld || mayBeProven({ slot }, attempt);
  const intervalMs = isUrgent ? SEARCH_INTERVAL_MS : EARLY_SEARCH_INTERVAL_MS;
  if (nowMs - following.searchedAtMs < intervalMs) return undefined;
  following.searchedAtMs = nowMs;
  const finding = await parts.proofs.look({ attempt, signatures: signaturesOf(parts, tradeId) });
  if (isTerminal(parts.log.current(tradeId).status)) return { kind: 'ended' };
  switch (finding.kind) {
    case 'found':
      return judgeAll(following, finding.sightings);
    case 'signed':
      // Asked of messages without a signature alone.
      return undefined;
    case 'proven':
      return { kind: 'expired', witnesses: finding.witnesses };
    case 'unprovable':
      options.onUnprovable?.(finding.reason);
      return isGone ? rollBack(following, finding) : undefined;
    case 'unproven':
      return isGone ? rollBack(following, finding) : undefined;
    default:
      return finding satisfies never;
  }
}

/** Every node is heard, so that two operators can tell of an end that is long past. */
function judgeAll(
  following: Following,
  sightings: readonly Sighting[],
): AttemptOutcome | undefined {
  const outcomes = sightings.map((sighting) => judge(following, sighting));
  return outcomes.find((outcome) => outcome !== undefined);
}

/** Rollbacks of one attempt that are written down: a node that toggles its answers writes no more. */
const ROLLBACKS_MAX = 8;

/** Gone from what the nodes know lately and from their whole history: the landing was lost. */
function rollBack(
  following: Following,
  { unknownTo }: Extract<ExpiryFinding, { unknownTo: readonly string[] }>,
): AttemptOutcome | undefined {
  const { parts, options, sightings } = following;
  const { tradeId, attempt } = options;
  if (unknownTo.length < operatorsRequired(parts.pool.nodes)) return undefined;
  sightings.forget();
  const status = statusOf(parts, tradeId, attempt.signature);
  if (status === 'confirmed') return { kind: 'rolled-back' };
  if (status !== 'landed' || following.rollbacks >= ROLLBACKS_MAX) return undefined;
  following.rollbacks += 1;
  const { signature } = attempt;
  const { key } = parts.log.record(tradeId, { name: 'AttemptRolledBack', signature });
  const message = `${signature} was in a block and is no more; its bytes go on being sent`;
  parts.telemetry.event('warn', 'execution.attempt.rolled_back', { message, key });
  return undefined;
}

/** The first sighting is evidence worth keeping; later ones only repeat it. */
function recordSighting(
  parts: ExecutorParts,
  { tradeId, attempt: { signature } }: ConfirmOptions,
  { status, witness }: { readonly status: SignatureStatus; readonly witness: string },
): void {
  const known = statusOf(parts, tradeId, signature);
  if (known === undefined || known === 'landed' || known === 'confirmed') return;
  parts.log.record(tradeId, {
    name: 'SeenOnChain',
    signature,
    slot: String(status.slot),
    commitment: status.commitment,
    error: status.error,
    witness,
  });
}

/** Whether the chain has moved on so far that a search for a proof of death is worth its calls. */
export function isPastLife(
  tick: Pick<StatusTick, 'slot'>,
  attempt: Pick<AttemptRecord, 'signedAtSlot'>,
): boolean {
  return tick.slot !== undefined && tick.slot - BigInt(attempt.signedAtSlot) > EXPIRY_SLOTS_MIN;
}

/** Whether a final block can be as far past the signing as a death takes. */
function mayBeProven(
  { slot }: Pick<StatusTick, 'slot'>,
  { signedAtSlot }: Pick<AttemptRecord, 'signedAtSlot'>,
): boolean {
  if (slot === undefined) return false;
  return slot - BigInt(signedAtSlot) > DEATH_SLOTS_MIN + FINALITY_SLOTS_MIN;
}

function statusOf(
  { log }: ExecutorParts,
  tradeId: string,
  signature: string,
): AttemptRecord['status'] | undefined {
  return log.current(tradeId).attempts.find((known) => known.signature === signature)?.status;
}

/** All that must not be found. An attempt that failed finally is on chain by rights. */
function signaturesOf(parts: ExecutorParts, tradeId: string): string[] {
  return parts.log
    .current(tradeId)
    .attempts.filter(({ status }) => status !== 'reverted')
    .map(({ signature }) => signature);
}
