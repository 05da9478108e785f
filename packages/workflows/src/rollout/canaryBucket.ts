/** Buckets that strategies and tokens are spread over: one for each basis point. */
export const CANARY_BUCKETS = 10_000;

/** Whose bucket it is. */
export interface CanaryCandidate {
  readonly strategyId: string | undefined;
  readonly tokenAddress: string;
}

/**
 * Bucket of a strategy and a token, 0 to 9999. It never changes, so a larger share keeps whoever was
 * in a smaller one, and a token is bought by one side and not by turns.
 */
export function canaryBucketOf({ strategyId, tokenAddress }: CanaryCandidate): number {
  const text = JSON.stringify([strategyId ?? '', tokenAddress]);
  return Number(mix(hashText(text)) % BigInt(CANARY_BUCKETS));
}

/** FNV-1a with 64 bits: names texts apart, and is not meant to keep a secret. */
function hashText(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const character of text) {
    hash ^= BigInt(character.codePointAt(0) ?? 0);
    hash = BigInt.asUintN(64, hash * 0x100000001b3n);
  }
  return hash;
}

/** Spreads a change of any bit over all of them (the finaliser of MurmurHash3). */
function mix(hash: bigint): bigint {
  let mixed = hash ^ (hash >> 33n);
  mixed = BigInt.asUintN(64, mixed * 0xff51afd7ed558ccdn);
  mixed ^= mixed >> 33n;
  mixed = BigInt.asUintN(64, mixed * 0xc4ceb9fe1a85ec53n);
  return mixed ^ (mixed >> 33n);
}
