import { fault, reasonOf, type Fault } from '@quantbot/core';

import type { Cluster } from '../config/executionAdapterConfig.ts';
import type { ChainNode } from './chainNode.ts';

/**
 * First 32 characters of each public cluster's genesis hash, the form in which chains are named
 * (CAIP-2, Solana namespace).
 */
const PUBLIC_GENESIS: Readonly<Record<Exclude<Cluster, 'sandbox'>, string>> = {
  'mainnet-beta': '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
  testnet: '4uhcVJyU9pJkvQyS88uRDiswHScgkcY3',
  devnet: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1',
};

/** Genesis hash that all answering nodes share. */
export interface VerifiedCluster {
  readonly genesisHash: string;
}

/** What is known of the chain before nodes are asked, and whom to believe. */
export interface ClusterKnowledge {
  /** Genesis hash that the journal is bound to, `undefined` for a new one. */
  readonly known: string | undefined;
  /** Operators that have to tell of a private chain that is not known, 1 or 2. */
  readonly operatorsMin: number;
}

/**
 * Checks that every node that answers serves the cluster it is meant to, so that a wallet is never
 * used on a chain its operator did not name. A node that does not answer is checked another time.
 *
 * The genesis of a private chain is known from nowhere else: what one operator alone tells of it could
 * bind a journal to another chain for ever.
 *
 * @returns `RPC__UNAVAILABLE` when no node answers, or too few operators tell of a private chain that
 * is not known yet; `CONFIG__CLUSTER_MISMATCH` when one serves another chain.
 */
export async function verifyCluster(
  nodes: readonly ChainNode[],
  cluster: Cluster,
  { known, operatorsMin }: ClusterKnowledge,
): Promise<VerifiedCluster | Fault> {
  const answers = await Promise.allSettled(nodes.map(async (node) => node.genesisHash()));
  let verified: VerifiedCluster | undefined;
  const operators = new Set<string>();
  let unavailable = fault('RPC__UNAVAILABLE', {
    endpoint: 'none configured',
    method: 'getGenesisHash',
    reason: 'there is no node',
  });
  for (const [index, answer] of answers.entries()) {
    const endpoint = nodes[index]?.label ?? '';
    if (answer.status === 'rejected') {
      const reason = reasonOf(answer.reason);
      unavailable = fault('RPC__UNAVAILABLE', { endpoint, method: 'getGenesisHash', reason });
      continue;
    }
    const genesisHash = answer.value;
    const differs = verified !== undefined && verified.genesisHash !== genesisHash;
    if (differs || !servesCluster(cluster, genesisHash)) {
      return fault('CONFIG__CLUSTER_MISMATCH', { cluster, endpoint, genesisHash });
    }
    verified = { genesisHash };
    operators.add(nodes[index]?.operator ?? '');
  }
  if (verified === undefined) return unavailable;
  const isKnown = cluster !== 'sandbox' || verified.genesisHash === known;
  if (isKnown || operators.size >= operatorsMin) return verified;
  return fault('RPC__UNAVAILABLE', {
    endpoint: [...operators].join(', '),
    method: 'getGenesisHash',
    reason: `no second operator tells of the chain with genesis ${verified.genesisHash}`,
  });
}

/**
 * Whether some node serves the chain and the chain is the one configured, whatever other nodes say:
 * then what was signed for it can be followed, and by no means more.
 */
export async function isServedBySome(
  nodes: readonly ChainNode[],
  { cluster, genesisHash }: VerifiedCluster & { readonly cluster: Cluster },
): Promise<boolean> {
  if (!servesCluster(cluster, genesisHash)) return false;
  const answers = await Promise.allSettled(nodes.map(async (node) => node.genesisHash()));
  return answers.some((told) => told.status === 'fulfilled' && told.value === genesisHash);
}

/** Whether a chain of this genesis hash is the cluster. */
export function servesCluster(cluster: Cluster, genesisHash: string): boolean {
  if (cluster === 'sandbox') {
    return Object.values(PUBLIC_GENESIS).every((known) => !genesisHash.startsWith(known));
  }
  return genesisHash.startsWith(PUBLIC_GENESIS[cluster]);
}
