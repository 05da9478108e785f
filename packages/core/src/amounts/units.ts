declare const unit: unique symbol;

/** 10^-9 SOL. */
export type Lamports = bigint & { readonly [unit]: 'lamports' };

/** Smallest unit of a token's mint. */
export type BaseUnits = bigint & { readonly [unit]: 'base units' };

/** 10^-6 lamports for one compute unit. */
export type MicroLamportsPerComputeUnit = bigint & { readonly [unit]: 'micro-lamports per unit' };

/** Lamports in one SOL. */
export const LAMPORTS_PER_SOL = 1_000_000_000n;

/** Decimals of SOL and of wrapped SOL. */
export const SOL_DECIMALS = 9;

/** Basis points in a whole. */
export const BPS_PER_WHOLE = 10_000n;

/** Largest amount a token account or a lamport balance can hold. */
export const U64_MAX = 18_446_744_073_709_551_615n;

/** Marks a count of lamports as such. */
export function lamports(value: bigint): Lamports {
  return value as Lamports;
}

/** Marks a count of a mint's smallest unit as such. */
export function baseUnits(value: bigint): BaseUnits {
  return value as BaseUnits;
}

/** Marks a compute unit price as such. */
export function microLamportsPerComputeUnit(value: bigint): MicroLamportsPerComputeUnit {
  return value as MicroLamportsPerComputeUnit;
}

/** Divides two non-negative amounts, dropping the rest. */
export function divFloor(numerator: bigint, denominator: bigint): bigint {
  return numerator / denominator;
}

/** Divides two non-negative amounts, rounding any rest up. */
export function divCeil(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
