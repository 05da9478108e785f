import type { SignatureStatus } from '../chain/chainNode.ts';
import type { StatusTick } from '../chain/statusFeed.ts';
import type { ExpiryWitness } from '../journal/tradeEvents.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import type { AttemptRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { proveExpiry } from './proveExpiry.ts';

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
  /** Called when no nodes are left that could prove a death, with the reason. */
  readonly onUnprovable?: (reason: string) => void;
}

/** Slots after signing before a search for a proof of expiry is worth its calls. */
const EXPIRY_SLOTS_MIN = 150n;

/** Milliseconds between two tries to prove an expiry. */
const EXPIRY_INTERVAL_MS = 1_000;

/**
 * Follows an attempt until the chain has decided. Neither a timeout nor a node that fails, lags or
 * knows nothing ends it: only a status with its error read, or the proof of expiry.
 */
export async function confirmAttempt(
  parts: ExecutorParts,
  options: ConfirmOptions,
): Promise<AttemptOutcome> {
  const { signature } = options.attempt;
  const watch = parts.statuses.watch(signature);
  const subscription = subscribe(parts, signature);
  const proofs = createProofPacer(parts, options);
  try {
    for (;;) {
      const tick = await watch.next();
      if (isTerminal(parts.log.current(options.tradeId).status)) return { kind: 'ended' };
      if (tick.slot !== undefined) options.onSlot(tick.slot);
      const outcome = judge(parts, options, tick) ?? (await proofs.lookBack(tick));
      if (outcome !== undefined) return outcome;
    }
  } finally {
    watch.close();
    subscription?.close();
  }
}

/**
 * Looks back, not at every look but now and then, once an attempt is past its life: a node's recent
 * statuses forget what landed minutes ago, so its history is searched before a death is proven.
 */
function createProofPacer(parts: ExecutorParts, options: ConfirmOptions) {
  const { tradeId, attempt } = options;
  let triedAtMs = -Infinity;
  return {
    lookBack: async (tick: StatusTick): Promise<AttemptOutcome | undefined> => {
      const nowMs = parts.config.platform.monotonicMs();
      const isDue = nowMs - triedAtMs >= EXPIRY_INTERVAL_MS;
      if (tick.status !== null || !isDue || !parts.rules.isPastLife(tick, attempt))
        return undefined;
      triedAtMs = nowMs;
      const found = await searchHistory(parts, attempt);
      if (found !== undefined) return judge(parts, options, found);
      const witnesses = await proveExpiry(parts, attempt, signaturesOf(parts, tradeId));
      return witnesses === undefined ? undefined : { kind: 'expired', witnesses };
    },
  };
}

/** What some node still knows of an attempt, `undefined` when none knows anything. */
async function searchHistory(
  parts: ExecutorParts,
  { signature }: AttemptRecord,
): Promise<StatusTick | undefined> {
  for (const node of parts.pool.nodes) {
    const reading = await node
      .signatureStatuses([signature], { searchHistory: true })
      .catch(() => undefined);
    const status = reading?.statuses[0];
    if (reading === undefined || status === undefined || status === null) continue;
    return { status, slot: reading.slot, witness: node.label };
  }
  return undefined;
}

interface Sighting {
  readonly status: SignatureStatus;
  readonly witness: string;
}

function judge(
  parts: ExecutorParts,
  options: ConfirmOptions,
  tick: StatusTick,
): AttemptOutcome | undefined {
  const { status, witness = '' } = tick;
  if (status === null || status === undefined) return undefined;
  recordSighting(parts, options, { status, witness });
  const verdict = parts.rules.judgeStatus(status, options.goal);
  return verdict === undefined ? undefined : { ...verdict, slot: status.slot, witness };
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

/** The first sighting is evidence worth keeping; later ones only repeat it. */
function recordSighting(
  parts: ExecutorParts,
  { tradeId, attempt }: ConfirmOptions,
  { status, witness }: Sighting,
): void {
  const { log } = parts;
  const stored = log
    .current(tradeId)
    .attempts.find((known) => known.signature === attempt.signature);
  if (stored === undefined || stored.status === 'landed' || stored.status === 'confirmed') return;
  log.record(tradeId, {
    name: 'SeenOnChain',
    signature: attempt.signature,
    slot: String(status.slot),
    commitment: status.commitment,
    error: status.error,
    witness,
  });
}

/** Whether the chain has moved on so far that a search for a proof of death is worth its calls. */
export function isPastLife(tick: StatusTick, attempt: AttemptRecord): boolean {
  return tick.slot !== undefined && tick.slot - BigInt(attempt.signedAtSlot) > EXPIRY_SLOTS_MIN;
}

function signaturesOf(parts: ExecutorParts, tradeId: string): string[] {
  return parts.log.current(tradeId).attempts.map((attempt) => attempt.signature);
}

/** A report is only a reason to look at once. */
function subscribe(parts: ExecutorParts, signature: string) {
  const { wsEndpoints, platform } = parts.config;
  const [wsUrl] = wsEndpoints;
  if (wsUrl === undefined) return undefined;
  return platform.watchSignature(
    { wsUrl, signature },
    {
      onOpen: () => {
        parts.statuses.poke();
      },
      onReport: () => {
        parts.statuses.poke();
      },
      onFailure: (reason) => {
        const message = `the subscription to ${signature} failed: ${reason}`;
        parts.telemetry.event('debug', 'execution.subscription.failed', { message });
      },
    },
  );
}
