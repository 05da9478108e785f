import { ExecutionError, type Fault } from '@quantbot/core';

declare const approved: unique symbol;

/**
 * Message bytes that the sign policy has read and approved. Signing takes nothing else, and only
 * the sign policies make one.
 */
export interface ApprovedTransaction {
  readonly messageBytes: Uint8Array;
  readonly [approved]: true;
}

/** Reads the bytes once more, by the same policy. */
type ReadAgain = () => Fault | undefined;

/** What was really approved: a type can be cast, and bytes can be written to. */
const approvals = new WeakMap<ApprovedTransaction, ReadAgain>();

/** For the sign policies of `approve` alone. */
export function markApproved(messageBytes: Uint8Array, readAgain: ReadAgain): ApprovedTransaction {
  const transaction = { messageBytes } as ApprovedTransaction;
  approvals.set(transaction, readAgain);
  return transaction;
}

/**
 * The bytes to sign, read once more: the last look before a signature, which nothing may come
 * between.
 *
 * @throws ExecutionError `INVARIANT__VIOLATED` for what the policy never approved, or what has
 * changed since and is not approved any more.
 */
export function approvedBytes(transaction: ApprovedTransaction): Uint8Array {
  const readAgain = approvals.get(transaction);
  const refusal = readAgain?.();
  if (readAgain !== undefined && refusal === undefined) return transaction.messageBytes;
  const detail = refusal?.message ?? 'bytes reached signing that the sign policy never approved';
  throw new ExecutionError('INVARIANT__VIOLATED', { id: 'INV-03', detail });
}
