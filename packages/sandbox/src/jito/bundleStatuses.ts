import { callRpc } from '../chain/callRpc.ts';
import type { AcceptedBundle, BlockEngine } from './blockEngine.ts';
import { readSignatureStatuses } from './readSignatureStatuses.ts';

/** One entry of `getBundleStatuses`. Field names are the block engine's. */
export interface BundleStatus {
  readonly bundle_id: string;
  readonly transactions: readonly string[];
  readonly slot: number;
  readonly confirmation_status: string;
  /** `{ Ok: null }` for success: a truthy value. */
  readonly err: unknown;
}

/** One entry of `getInflightBundleStatuses`. */
export interface InflightBundleStatus {
  readonly bundle_id: string;
  readonly status: 'Invalid' | 'Pending' | 'Failed' | 'Landed';
  readonly landed_slot: number | null;
}

/** A list with the slot it was read at. */
export interface InContext<Entry> {
  readonly context: { readonly slot: number };
  readonly value: readonly Entry[];
}

interface Sources {
  readonly rpcUrl: string;
  readonly engine: BlockEngine;
}

const LOOK_BACK_MS = 5 * 60 * 1000;
const BLOCKHASH_LIFE_BLOCKS = 150;

/** Tells what landed. A bundle that did not, or is not known, has no entry. */
export async function readBundleStatuses(
  { rpcUrl, engine }: Sources,
  bundleIds: readonly string[],
): Promise<InContext<BundleStatus>> {
  const value: BundleStatus[] = [];
  for (const bundleId of bundleIds) {
    const entry = engine.find(bundleId);
    const landed = entry && (await findLanding(rpcUrl, entry));
    if (landed === undefined) continue;
    value.push({
      bundle_id: bundleId,
      transactions: landed.signatures,
      slot: landed.status.slot,
      confirmation_status: landed.status.confirmationStatus,
      err: landed.status.status,
    });
  }
  return { context: await readContext(rpcUrl), value };
}

/** Tells how accepted bundles of the last five minutes fare. */
export async function readInflightBundleStatuses(
  { rpcUrl, engine }: Sources,
  bundleIds: readonly string[],
): Promise<InContext<InflightBundleStatus>> {
  const value: InflightBundleStatus[] = [];
  for (const bundleId of bundleIds) {
    const entry = engine.find(bundleId);
    const isRemembered = entry && performance.now() - entry.acceptedAtMs <= LOOK_BACK_MS;
    const judged = isRemembered
      ? await judgeInflight(rpcUrl, entry)
      : ({ status: 'Invalid', landed_slot: null } as const);
    value.push({ bundle_id: bundleId, ...judged });
  }
  return { context: await readContext(rpcUrl), value };
}

async function judgeInflight(
  rpcUrl: string,
  entry: AcceptedBundle,
): Promise<Omit<InflightBundleStatus, 'bundle_id'>> {
  const landed = await findLanding(rpcUrl, entry);
  if (landed !== undefined) return { status: 'Landed', landed_slot: landed.status.slot };
  const height = await callRpc<number>(rpcUrl, 'getBlockHeight', [{ commitment: 'processed' }]);
  const isOver = height > entry.acceptedAtHeight + BLOCKHASH_LIFE_BLOCKS;
  return { status: entry.refused || isOver ? 'Failed' : 'Pending', landed_slot: null };
}

async function findLanding(rpcUrl: string, { bundle }: AcceptedBundle) {
  const signatures = bundle.transactions.map(({ signature }) => signature);
  const statuses = await readSignatureStatuses(rpcUrl, signatures);
  const [first] = statuses;
  const isComplete = statuses.every((status) => status !== null);
  return isComplete && first ? { signatures, status: first } : undefined;
}

async function readContext(rpcUrl: string): Promise<{ slot: number }> {
  return { slot: await callRpc<number>(rpcUrl, 'getSlot', [{ commitment: 'processed' }]) };
}
