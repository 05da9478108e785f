declare const approved: unique symbol;

/**
 * Message bytes that the sign policy has read and approved. Signing takes nothing else, and only
 * `approveTransaction` makes one.
 */
export interface ApprovedTransaction {
  readonly messageBytes: Uint8Array;
  readonly [approved]: true;
}

/** For `approveTransaction` alone. */
export function markApproved(messageBytes: Uint8Array): ApprovedTransaction {
  return { messageBytes } as ApprovedTransaction;
}
