import type { BlockTree } from './blockTree.ts';
import type { BundleBook } from './bundleBook.ts';
import type { ChainWeather } from './chainWeather.ts';
import type { PendingPool } from './pendingPool.ts';
import type { PriceMoves } from './priceMoves.ts';
import type { SubmissionBook } from './submissionBook.ts';

/** The parts of a model chain, shared by everything that makes it up. */
export interface ChainCore {
  readonly tree: BlockTree;
  readonly pending: PendingPool;
  readonly submissions: SubmissionBook;
  readonly bundles: BundleBook;
  readonly prices: PriceMoves;
  readonly weather: ChainWeather;
  readonly nodeCount: number;
  readonly random: () => number;
}

/** Whether something of this probability happens now. What never happens draws nothing. */
export function happens({ random }: Pick<ChainCore, 'random'>, probability: number): boolean {
  return probability > 0 && random() < probability;
}

/** A whole number from 0 to one below the bound, each as likely. */
export function pick({ random }: Pick<ChainCore, 'random'>, bound: number): number {
  return Math.floor(random() * bound);
}
