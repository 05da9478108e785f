import { sha256 } from '../platform/sha256.ts';
import { answerBlockEngineCall } from './answerBlockEngineCall.ts';
import { isInChainOf } from './block.ts';
import { happens, type ChainCore } from './chainCore.ts';
import type { SubmittedBytes } from './submissionBook.ts';
import { TIP_ACCOUNTS } from './tipAccounts.ts';

/** What a block engine says about a bundle it gave an id. */
export type InflightStatus = 'Invalid' | 'Pending' | 'Failed' | 'Landed';

/** Answer to a bundle. An id means "received" and nothing more. */
export type BundleAnswer =
  | { readonly kind: 'accepted'; readonly bundleId: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** A bundle that is in a block. */
export interface BundleLanding {
  readonly bundleId: string;
  readonly signatures: readonly string[];
  readonly slot: bigint;
  readonly commitment: 'processed' | 'confirmed' | 'finalized';
}

/** One HTTP call to the block engine, as a client makes it. */
export interface BlockEngineHttpCall {
  readonly method: 'GET' | 'POST';
  /** Full address or path; what stands before `/api/v1` is not looked at. */
  readonly url: string;
  readonly body?: string;
}

/** A block engine that takes bundles to the leaders. */
export interface ModelBlockEngine {
  /** Tip accounts, those of mainnet. */
  readonly tipAccounts: readonly string[];
  /** Takes one to five transactions that land all or none. */
  sendBundle(wires: readonly Uint8Array[]): BundleAnswer;
  /** Where landed bundles are; one that did not land has no entry. */
  bundleStatuses(bundleIds: readonly string[]): readonly BundleLanding[];
  inflightStatuses(bundleIds: readonly string[]): ReadonlyArray<{
    readonly bundleId: string;
    readonly status: InflightStatus;
    readonly slot: bigint | undefined;
  }>;
  /** Answers an HTTP call as the real service shapes it, so that a client's own code is run. */
  answerHttp(call: BlockEngineHttpCall): { readonly status: number; readonly body: string };
}

/** Slots for which the engine tries to land a bundle. */
const TRIED_SLOTS = 8n;
const BUNDLE_TRANSACTIONS_MAX = 5;

/** Name under which bytes that came as bundles are in the books. */
const BLOCK_ENGINE_NAME = 'jito';

/** Makes the block engine of a chain. */
export function createModelBlockEngine(core: ChainCore): ModelBlockEngine {
  const engine = {
    tipAccounts: TIP_ACCOUNTS,
    sendBundle: (wires: readonly Uint8Array[]) => sendBundle(core, wires),
    bundleStatuses: (ids: readonly string[]) => ids.flatMap((id) => landingOf(core, id) ?? []),
    inflightStatuses: (ids: readonly string[]) => ids.map((id) => inflightStatus(core, id)),
  };
  return { ...engine, answerHttp: (call) => answerBlockEngineCall(engine, call) };
}

function sendBundle(core: ChainCore, wires: readonly Uint8Array[]): BundleAnswer {
  const { tree, submissions } = core;
  const transactions = wires.map((wire) => submissions.enter(wire, tree.slot, BLOCK_ENGINE_NAME));
  const signatures = transactions.map(({ submission }) => submission.signature);
  const reason = refusal(core, transactions);
  if (reason !== undefined) return { kind: 'refused', reason };
  const bundleId = Buffer.from(sha256(Buffer.from(signatures.join(',')))).toString('hex');
  const { blockEngine } = core.weather;
  const lastSlot = tree.slot + TRIED_SLOTS;
  const isDenied =
    core.bundles.get(bundleId)?.isDenied ?? happens(core, blockEngine.invalidStatusProbability);
  core.bundles.set(bundleId, { bundleId, signatures, lastSlot, isDenied, hasFailed: false });
  if (!happens(core, blockEngine.loseProbability)) {
    const isUncled = happens(core, blockEngine.uncleProbability);
    core.pending.addBundle({ bundleId, transactions, lastSlot, isUncled });
  }
  return { kind: 'accepted', bundleId };
}

/** What an engine sees at once, because it follows the chain. */
function refusal(core: ChainCore, bundle: readonly SubmittedBytes[]): string | undefined {
  const { tip } = core.tree;
  if (bundle.length === 0 || bundle.length > BUNDLE_TRANSACTIONS_MAX) {
    return `bundle has ${bundle.length} transactions, at most ${BUNDLE_TRANSACTIONS_MAX} are taken`;
  }
  for (const { transaction } of bundle) {
    if (transaction === undefined) return 'transaction could not be decoded';
    if (core.tree.find(transaction.signature, tip) !== undefined) {
      return 'bundle contains an already processed transaction';
    }
    if (!core.tree.isBlockhashAlive(transaction.blockhash, tip, tip.height + 1n)) {
      return 'bundle contains an expired blockhash';
    }
  }
  return undefined;
}

function landingOf({ tree, bundles }: ChainCore, bundleId: string): BundleLanding | undefined {
  const bundle = bundles.get(bundleId);
  if (bundle === undefined || bundle.isDenied) return undefined;
  const { processed, confirmed, finalized } = tree.viewAt(0, -1);
  const found = bundle.signatures.map((signature) => tree.find(signature, processed));
  const block = found[0]?.block;
  if (block === undefined || found.includes(undefined)) return undefined;
  const commitment = isInChainOf(block, finalized)
    ? 'finalized'
    : isInChainOf(block, confirmed)
      ? 'confirmed'
      : 'processed';
  return { bundleId, signatures: bundle.signatures, slot: block.slot, commitment };
}

function inflightStatus(
  core: ChainCore,
  bundleId: string,
): { bundleId: string; status: InflightStatus; slot: bigint | undefined } {
  const bundle = core.bundles.get(bundleId);
  const landed = landingOf(core, bundleId);
  if (landed !== undefined) return { bundleId, status: 'Landed', slot: landed.slot };
  if (bundle === undefined || bundle.isDenied)
    return { bundleId, status: 'Invalid', slot: undefined };
  const isOver = bundle.hasFailed || core.tree.slot > bundle.lastSlot;
  return { bundleId, status: isOver ? 'Failed' : 'Pending', slot: undefined };
}
