import type { Signature } from '@solana/kit';

import { callRpc } from '../chain/callRpc.ts';

/** What the chain knows of a transaction it executed. */
export interface SignatureStatus {
  readonly slot: number;
  readonly confirmationStatus: string;
  /** `{ Ok: null }` or `{ Err: reason }`. */
  readonly status: unknown;
}

/** Reads the status of each signature, `null` for one the chain has not executed. */
export async function readSignatureStatuses(
  rpcUrl: string,
  signatures: readonly Signature[],
): Promise<(SignatureStatus | null)[]> {
  const { value } = await callRpc<{ value: (SignatureStatus | null)[] }>(
    rpcUrl,
    'getSignatureStatuses',
    [signatures],
  );
  return value;
}
