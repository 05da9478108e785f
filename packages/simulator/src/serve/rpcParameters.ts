import { getBase58Encoder } from '@solana/kit';
import { z } from 'zod';

import { RpcRefusal } from './rpcRefusal.ts';

/** What the model's nodes call themselves. */
export const VERSION = { 'solana-core': '4.1.0', 'feature-set': 0 } as const;

/** Options of every method; each takes those it knows. */
export const options = z
  .object({
    commitment: z.enum(['processed', 'confirmed', 'finalized']).default('finalized'),
    minContextSlot: z.number().int().optional(),
    searchTransactionHistory: z.boolean().default(false),
    encoding: z.string().optional(),
    skipPreflight: z.boolean().default(false),
    limit: z.number().int().min(1).max(1_000).default(1_000),
    before: z.string().optional(),
    until: z.string().optional(),
    accounts: z.object({ addresses: z.array(z.string()).max(256) }).optional(),
  })
  .prefault({});
/** Options of a call. */
export type RpcOptions = z.output<typeof options>;

/** A text, such as an address or a signature. */
export const text = z.string();
/** As many texts as one call may name. */
export const texts = z.array(text).max(256);

/** Reads a parameter. @throws RpcRefusal when it is not what it must be */
export function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const parsed = schema.safeParse(given ?? undefined);
  if (parsed.success) return parsed.data;
  throw new RpcRefusal(`Invalid params: ${z.prettifyError(parsed.error)}`);
}

/** An answer with the slot it is of. */
export function inContext<Value>(slot: bigint, value: Value) {
  return { context: { slot: Number(slot), apiVersion: VERSION['solana-core'] }, value };
}

/** Bytes of a transaction. Leaving the encoding out means base58, deprecated as that is. */
export function readWireParameter(wire: unknown, given: unknown): Uint8Array {
  const { encoding = 'base58' } = read(options, given);
  const encoded = read(text, wire);
  if (encoding === 'base64') return Uint8Array.from(Buffer.from(encoded, 'base64'));
  try {
    return new Uint8Array(getBase58Encoder().encode(encoded));
  } catch {
    throw new RpcRefusal('Invalid params: the bytes are not base58');
  }
}
