import { ExecutionError } from '@quantbot/core';

/** States of one transaction from the moment on at which it may be signed. */
export const ATTEMPT_STATUSES = [
  'prepared',
  'signed',
  'submitted',
  'in_doubt',
  'landed',
  'confirmed',
  'reverted',
  'expired',
] as const;

/** State of one transaction. */
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number];

/** What is true in each state of an attempt. docs/lifecycle.md is made of it. */
export const ATTEMPT_STATUS_MEANINGS = {
  prepared:
    'Message bytes are durable and a remote signer may be asked. No signature is known; it may exist.',
  signed: 'Bytes and signature are durable. After a crash, treat as sent.',
  submitted: 'At least one lane acknowledged.',
  in_doubt: 'Sent, and no lane gave a definite answer.',
  landed: 'Seen in a block, below the commitment we act on.',
  confirmed: 'Ran, at the commitment we act on.',
  reverted: 'Failed on chain, finalized. The fee is spent, the position is not moved.',
  expired: 'Proven never to have landed and unable to land any more.',
} as const satisfies Record<AttemptStatus, string>;

/**
 * The attempt: one message, one signature. A key in this process signs at once, so its attempts begin
 * as `signed`; those of a remote signer as `prepared`. Deliberately absent: a timeout, a failed read or a number of tries
 * leads nowhere.
 */
export const ATTEMPT_TRANSITIONS = {
  prepared: {
    AttemptSigned: 'signed',
    SignerFailed: 'prepared',
    PreparedUnprovable: 'prepared',
    PreparedExpired: 'expired',
  },
  signed: {
    LaneAcknowledged: 'submitted',
    SubmissionAmbiguous: 'in_doubt',
    ExpiryUnprovable: 'signed',
    SeenOnChain: 'landed',
    AttemptConfirmed: 'confirmed',
    AttemptReverted: 'reverted',
    AttemptExpired: 'expired',
  },
  submitted: {
    LaneAcknowledged: 'submitted',
    SubmissionAmbiguous: 'submitted',
    ExpiryUnprovable: 'submitted',
    SeenOnChain: 'landed',
    AttemptConfirmed: 'confirmed',
    AttemptReverted: 'reverted',
    AttemptExpired: 'expired',
  },
  in_doubt: {
    LaneAcknowledged: 'submitted',
    SubmissionAmbiguous: 'in_doubt',
    ExpiryUnprovable: 'in_doubt',
    SeenOnChain: 'landed',
    AttemptConfirmed: 'confirmed',
    AttemptReverted: 'reverted',
    AttemptExpired: 'expired',
  },
  landed: {
    LaneAcknowledged: 'landed',
    SubmissionAmbiguous: 'landed',
    ExpiryUnprovable: 'landed',
    SeenOnChain: 'landed',
    AttemptConfirmed: 'confirmed',
    AttemptReverted: 'reverted',
    AttemptRolledBack: 'submitted',
  },
  confirmed: {
    LaneAcknowledged: 'confirmed',
    SubmissionAmbiguous: 'confirmed',
    ExpiryUnprovable: 'confirmed',
    SeenOnChain: 'confirmed',
    AttemptRolledBack: 'submitted',
  },
  reverted: {},
  expired: {},
} as const satisfies Record<AttemptStatus, Record<string, AttemptStatus>>;

/** Tells whether an attempt in this state may still change the chain or has not settled. */
export function isLive(status: AttemptStatus): boolean {
  return status !== 'reverted' && status !== 'expired';
}

/** State after an event, `undefined` when the table has no such row. */
export function nextAttemptStatus(status: AttemptStatus, event: string): AttemptStatus | undefined {
  const row: Readonly<Record<string, AttemptStatus>> = ATTEMPT_TRANSITIONS[status];
  return Object.hasOwn(row, event) ? row[event] : undefined;
}

/**
 * State after an event.
 *
 * @throws ExecutionError `INVARIANT__TRANSITION_ILLEGAL` when the table has no such row.
 */
export function applyAttemptEvent(status: AttemptStatus, event: string): AttemptStatus {
  const next = nextAttemptStatus(status, event);
  if (next !== undefined) return next;
  throw new ExecutionError('INVARIANT__TRANSITION_ILLEGAL', {
    machine: 'attempt',
    state: status,
    event,
  });
}
