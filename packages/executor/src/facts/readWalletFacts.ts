import type { Address } from '@solana/kit';
import { isFault, type Fault } from '@quantbot/core';

import { askOperators, type Told, type Voices } from '../chain/askOperators.ts';
import type { AccountsReading, ChainNode } from '../chain/chainNode.ts';
import type { NodePool } from '../chain/nodePool.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { WalletAccounts } from './walletAccounts.ts';
import {
  areAlike,
  type mergeViews,
  placesAsked,
  readWalletView,
  type MayHaveLeft,
  type WalletFacts,
  type WalletPlaces,
  type WalletView,
} from './walletView.ts';

/** Where to read, how fresh the answer must be, and whom to believe. */
export interface WalletFactsQuery {
  readonly mint: Address;
  /** Slot of the wallet's last landing: an older view would miss what we did ourselves. */
  readonly minContextSlot: bigint | undefined;
  /** Operators that have to tell, 1 or 2. */
  readonly operatorsMin: number;
  readonly mayHaveLeft: MayHaveLeft;
  readonly rules: { readonly mergeViews: typeof mergeViews };
  readonly platform: Pick<ExecutorPlatform, 'delay'>;
  /** Aborts when the adapter closes. */
  readonly closing: AbortSignal;
}

/**
 * Reads wallet, mint and token accounts, from two operators side by side where two are required: the
 * balances are what the conditions asserted on chain start from, and one node that tells too low
 * ones would let a hostile program take the difference.
 *
 * @returns `RPC__UNAVAILABLE` when too few answer, `RPC__OPERATORS_CONTRADICT` when they do not tell
 * the same of what is no balance, also when looked at again.
 */
export async function readWalletFacts(
  pool: NodePool,
  book: WalletAccounts,
  query: WalletFactsQuery,
): Promise<WalletFacts | Fault> {
  const { mint } = query;
  const [candidates, wrappedSol] = await Promise.all([book.candidates(mint), book.wrappedSol()]);
  const places: WalletPlaces = { wallet: book.wallet, mint, ...candidates, wrappedSol };
  const views =
    query.operatorsMin < 2
      ? await readOneView(pool, places, query)
      : await readTwoViews(pool.nodes, places, query);
  return isFault(views) ? views : query.rules.mergeViews(views, places.wallet);
}

async function readOneView(
  pool: NodePool,
  places: WalletPlaces,
  { minContextSlot }: WalletFactsQuery,
): Promise<readonly WalletView[] | Fault> {
  const view = await pool.ask('getMultipleAccounts', async (node) =>
    viewBy(node, places, { minContextSlot, slotMin: minContextSlot }),
  );
  return isFault(view) ? view : [view];
}

/** Times that operators are looked at before what they tell differently is taken as it is. */
const LOOKS_MAX = 4;
/** Milliseconds between two looks: a node that lags is a slot or two behind. */
const LOOK_PAUSE_MS = 250;

/**
 * Reads until two operators tell the same. Who differs is looked at again, no older than the newest
 * of them: then a node that lags has caught up, and only a lie, or what somebody else does with the
 * wallet at this moment, still makes a difference.
 */
async function readTwoViews(
  nodes: readonly ChainNode[],
  places: WalletPlaces,
  query: WalletFactsQuery,
): Promise<readonly WalletView[] | Fault> {
  let slotMin = query.minContextSlot;
  let apart: readonly WalletView[] | undefined;
  for (let looks = 1; ; looks += 1) {
    const look = await lookOnce(nodes, places, { ...query, slotMin });
    if (isFault(look) && apart === undefined) return look;
    if (!isFault(look)) {
      if (look.areAlike) return look.views;
      apart = look.views;
      slotMin = slotToReach(apart, slotMin);
    }
    if (apart !== undefined && (looks === LOOKS_MAX || query.closing.aborted)) return apart;
    await query.platform.delay(LOOK_PAUSE_MS, query.closing).catch(() => undefined);
  }
}

interface Look {
  readonly areAlike: boolean;
  /** Two that are alike; else the newest of each operator. */
  readonly views: readonly WalletView[];
}

/** Milliseconds that two operators have before a third is asked as well. */
const HEDGE_MS = 300;

async function lookOnce(
  nodes: readonly ChainNode[],
  places: WalletPlaces,
  query: WalletFactsQuery & { readonly slotMin: bigint | undefined },
): Promise<Look | Fault> {
  const { platform, mayHaveLeft } = query;
  return askOperators(nodes, {
    method: 'getMultipleAccounts',
    ask: async (node) => viewBy(node, places, query),
    agree: (told, voices) => compareViews(told, voices, mayHaveLeft),
    hedge: { afterMs: HEDGE_MS, delay: async (...wait) => platform.delay(...wait) },
  });
}

function compareViews(
  told: ReadonlyArray<Told<WalletView>>,
  { isLast }: Voices,
  mayHaveLeft: MayHaveLeft,
): Look | undefined {
  const views = told.map(({ answer }) => answer);
  for (const [at, one] of views.entries()) {
    const same = views
      .slice(at + 1)
      .find((view) => view.operator !== one.operator && areAlike(one, view, mayHaveLeft));
    if (same !== undefined) return { areAlike: true, views: [one, same] };
  }
  return isLast ? { areAlike: false, views: newestOfEach(views) } : undefined;
}

function newestOfEach(views: readonly WalletView[]): readonly WalletView[] {
  const newest = new Map<string, WalletView>();
  for (const view of views) {
    const known = newest.get(view.operator);
    if (known === undefined || view.slot > known.slot) newest.set(view.operator, view);
  }
  return [...newest.values()];
}

/** Slots that one operator may be ahead of another and be waited for: a blockhash lives as many. */
const AHEAD_SLOTS_MAX = 150n;

/** Slot that all have to come to; a slot that only a lie can have reached moves nobody. */
function slotToReach(
  views: readonly WalletView[],
  slotMin: bigint | undefined,
): bigint | undefined {
  const slots = views.map(({ slot }) => slot);
  const oldest = slots.reduce((left, right) => (left < right ? left : right));
  return slots
    .filter((slot) => slot - oldest <= AHEAD_SLOTS_MAX)
    .reduce((left, right) => (left > right ? left : right), slotMin ?? oldest);
}

interface Freshness {
  /** Told to the node, so that one behind a balancer hands the question on. */
  readonly minContextSlot: bigint | undefined;
  /** Slot that the answer must not be older than. */
  readonly slotMin: bigint | undefined;
}

async function viewBy(
  node: ChainNode,
  places: WalletPlaces,
  { minContextSlot, slotMin }: Freshness,
): Promise<WalletView> {
  const reading = await node.accounts(placesAsked(places), minContextSlot);
  refuseOlder(reading, slotMin);
  return readWalletView(node.operator, reading, places);
}

/** Some nodes ignore minContextSlot, so the answer's own slot is checked as well. */
function refuseOlder({ slot }: AccountsReading, slotMin: bigint | undefined): void {
  if (slotMin === undefined || slot >= slotMin) return;
  throw new Error(`answer of slot ${slot} is older than slot ${slotMin}`);
}
