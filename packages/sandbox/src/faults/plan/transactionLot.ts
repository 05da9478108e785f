import { createSeededChoice } from './seededChoice.ts';

/** Offset and prime of the 32-bit FNV-1a hash. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Draws the lot of a transaction from 0, included, to 1, excluded: the same for seed and signature. */
export function transactionLot(seed: number, signature: string): number {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(signature)) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return createSeededChoice(seed ^ hash, 0)();
}
