import { z } from 'zod';

import type { HistoryEntry, HistoryPage } from './chainNode.ts';
import { errorText } from './transactionError.ts';

/** `getSignaturesForAddress` gives at most this many entries at once (Solana RPC). */
export const PAGE_ENTRIES_MAX = 1_000;

const integer = z.union([z.bigint(), z.number().int()]).transform((value) => BigInt(value));

const historyAnswer = z.array(
  z.object({
    signature: z.string().min(1),
    slot: integer,
    err: z.unknown(),
    confirmationStatus: z.enum(['processed', 'confirmed', 'finalized']).nullish(),
  }),
);

/**
 * Reads a `getSignaturesForAddress` answer. An entry without commitment is taken for confirmed: it
 * was asked for at that commitment.
 *
 * @throws Error when the answer has another shape or more entries than were asked for; the caller
 * treats that as no answer.
 */
export function readHistory(answer: unknown, { limit }: HistoryPage): readonly HistoryEntry[] {
  const entries = historyAnswer.parse(answer);
  if (entries.length > limit) throw new Error(`${entries.length} entries for a limit of ${limit}`);
  return entries.map(({ signature, slot, err, confirmationStatus }) => ({
    signature,
    slot,
    commitment: confirmationStatus ?? 'confirmed',
    error: errorText(err),
  }));
}
