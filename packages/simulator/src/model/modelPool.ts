/** How a pool sets its price. */
export type PoolPricing =
  /** Output follows from the reserves, less 30 basis points. */
  | { readonly kind: 'constant-product' }
  /** A fixed price that only a driver changes, less 30 basis points. */
  | { readonly kind: 'scripted'; lamportsPerWholeToken: bigint };

/** A mint to make, and a pool of it against wrapped SOL. */
export interface PoolOptions {
  readonly symbol: string;
  readonly decimals: number;
  readonly tokenProgram: 'token' | 'token-2022';
  /** Lamports in the pool. */
  readonly lamports: bigint;
  /** Base units of the token in the pool. */
  readonly units: bigint;
  /** @defaultValue constant product */
  readonly pricing?: PoolPricing;
}

/** A pool of one token against wrapped SOL. */
export interface ModelPool {
  readonly symbol: string;
  readonly mint: string;
  readonly decimals: number;
  /** Address of the mint's token program. */
  readonly tokenProgram: string;
  /** Address of the pool. */
  readonly address: string;
  readonly tokenVault: string;
  readonly solVault: string;
  readonly pricing: PoolPricing;
  /**
   * Moves the price in the next block: a stranger trades a constant-product pool, a scripted price
   * is set. Positive makes the token dearer.
   *
   * @param bps - Basis points, above -10 000.
   */
  movePrice(bps: number): void;
}
