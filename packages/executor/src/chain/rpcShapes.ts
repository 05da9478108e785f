import { z } from 'zod';

/**
 * Shapes of the answers that decide about life and death of an attempt. The client library types
 * them but checks nothing: a text where a number belongs must be no answer, not a wrong comparison.
 */

/** A slot or a height. Never negative; kit reads whole numbers as bigint. */
const height = z.bigint().nonnegative();

const context = z.object({ slot: height });

/** `getEpochInfo`. */
export const epochInfoShape = z.object({ absoluteSlot: height, blockHeight: height });

/** `getBlockHeight`, `getFirstAvailableBlock`. */
export const heightShape = height;

/** `getGenesisHash`. */
export const genesisShape = z.string().min(1);

/** `isBlockhashValid`: only a real `false` says that it is dead. */
export const blockhashValidShape = z.object({ context, value: z.boolean() });

/** `getLatestBlockhash`. */
export const latestBlockhashShape = z.object({
  context,
  value: z.object({ blockhash: z.string().min(32), lastValidBlockHeight: height }),
});

/** `getSignatureStatuses`. */
export const statusesShape = z.object({
  context,
  value: z.array(
    z
      .object({
        slot: height,
        err: z.unknown(),
        confirmationStatus: z.enum(['processed', 'confirmed', 'finalized']).nullish(),
      })
      .nullable(),
  ),
});
