import type { Address } from '@solana/kit';

import type { ChainNode } from '../chain/chainNode.ts';
import type { RpcEndpoint } from '../config/executionAdapterConfig.ts';
import type { WalletAccounts } from '../facts/walletAccounts.ts';
import type { Journal } from '../journal/journal.ts';
import type { SafetyRules } from '../pipeline/safetyRules.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { SwapVenue } from '../venues/swapVenue.ts';

/**
 * Pieces that a simulation puts in place of the product's own. Each is optional, and an executor
 * without any is the product.
 */
export interface ExecutorSeams {
  /** A node of a model chain, in place of one asked over JSON-RPC. */
  readonly createNode?: (endpoint: RpcEndpoint, platform: ExecutorPlatform) => ChainNode;
  /** A venue of a model market, in place of the aggregator's. */
  readonly createVenue?: (platform: ExecutorPlatform) => SwapVenue;
  /** Addresses of a wallet, worked out once for many executors. */
  readonly createAccounts?: (wallet: Address) => WalletAccounts;
  /** Wraps the journal right after it was opened. */
  readonly decorateJournal?: (journal: Journal) => Journal;
  /** Replaces single decisions. */
  readonly rules?: Partial<SafetyRules>;
}
