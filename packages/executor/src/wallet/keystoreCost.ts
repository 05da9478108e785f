import { ExecutionError } from '@quantbot/core';

/** What one guess of a passphrase costs. */
export interface KeystoreCost {
  readonly memoryKib: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** Costs that are taken from a file. */
export interface KeystoreCostBounds {
  readonly least: KeystoreCost;
  readonly most: KeystoreCost;
}

const MEBIBYTE_KIB = 1_024;

/** What keystores are written with: RFC 9106, section 4, second recommended option. */
export const KEYSTORE_COST: KeystoreCost = {
  memoryKib: 64 * MEBIBYTE_KIB,
  passes: 3,
  parallelism: 4,
};

/**
 * What a file may ask for: never less than today's accepted minimum, so that nobody is handed a
 * cheap one, and never so much that reading it takes the machine down.
 */
export const KEYSTORE_COST_BOUNDS: KeystoreCostBounds = {
  least: { memoryKib: 19 * MEBIBYTE_KIB, passes: 2, parallelism: 1 },
  most: { memoryKib: 256 * MEBIBYTE_KIB, passes: 10, parallelism: 16 },
};

/** @throws ExecutionError `WALLET__KEYSTORE_COST_REFUSED` */
export function requireCost(path: string, cost: KeystoreCost, bounds: KeystoreCostBounds): void {
  for (const name of ['memoryKib', 'passes', 'parallelism'] as const) {
    const { [name]: value } = cost;
    const { [name]: least } = bounds.least;
    const { [name]: most } = bounds.most;
    if (value < least || value > most) {
      throw new ExecutionError('WALLET__KEYSTORE_COST_REFUSED', { path, name, value, least, most });
    }
  }
}
