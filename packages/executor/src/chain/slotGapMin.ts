import type { Cluster } from '../config/executionAdapterConfig.ts';

/** Least gap between slot and height on mainnet: a gateway that mixes them up shows less. */
const MAINNET_SLOT_GAP_MIN = 10_000_000n;

/** Least gap between slot and height of an honest node, 0 where nothing is known of it. */
export function slotGapMinOf(cluster: Cluster): bigint {
  return cluster === 'mainnet-beta' ? MAINNET_SLOT_GAP_MIN : 0n;
}
