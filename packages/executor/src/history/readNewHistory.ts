import { fault, reasonOf, type Fault } from '@quantbot/core';

import type { ChainNode, HistoryEntry } from '../chain/chainNode.ts';
import { PAGE_ENTRIES_MAX } from '../chain/readHistory.ts';

/** Newest transaction of a wallet up to which everything is accounted for. */
export interface HistoryMark {
  readonly signature: string;
  readonly slot: bigint;
}

/** What the nodes have of a wallet since a mark. */
export interface NewHistory {
  readonly kind: 'read';
  /** One list for each node that answered, newest first. */
  readonly views: ReadonlyArray<readonly HistoryEntry[]>;
  /** False when a node has more than was read. */
  readonly isWhole: boolean;
}

/**
 * Reads what the nodes have of a wallet since a mark. All are asked, because one that leaves
 * something out must not speak for the others; one that does not answer says nothing.
 *
 * @param pagesMax - Pages of a thousand to read from each node.
 * @returns `RPC__UNAVAILABLE` when no node answers.
 */
export async function readNewHistory(
  nodes: readonly ChainNode[],
  { wallet, mark }: { readonly wallet: string; readonly mark: HistoryMark | undefined },
  pagesMax: number,
): Promise<NewHistory | Fault> {
  const answers = await Promise.allSettled(
    nodes.map(async (node) => readView(node, { wallet, mark }, pagesMax)),
  );
  const views = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (views.length > 0) {
    return {
      kind: 'read',
      views: views.map(({ entries }) => entries),
      isWhole: views.every(({ isWhole }) => isWhole),
    };
  }
  const rejected = answers.find((answer) => answer.status === 'rejected');
  return fault('RPC__UNAVAILABLE', {
    method: 'getSignaturesForAddress',
    endpoint: nodes[0]?.label ?? 'none configured',
    reason: rejected === undefined ? 'there is no node' : reasonOf(rejected.reason),
  });
}

interface View {
  readonly entries: readonly HistoryEntry[];
  readonly isWhole: boolean;
}

async function readView(
  node: ChainNode,
  { wallet, mark }: { readonly wallet: string; readonly mark: HistoryMark | undefined },
  pagesMax: number,
): Promise<View> {
  const entries: HistoryEntry[] = [];
  for (let page = 0; page < pagesMax; page += 1) {
    const before = entries.at(-1)?.signature;
    const found = await node.signaturesOf(wallet, {
      limit: PAGE_ENTRIES_MAX,
      ...(before === undefined ? {} : { before }),
      ...(mark === undefined ? {} : { until: mark.signature }),
    });
    entries.push(...found);
    // A node that does not know the mark goes on into what lies before it.
    const last = found.at(-1);
    const isPastMark = mark !== undefined && last !== undefined && last.slot < mark.slot;
    if (found.length < PAGE_ENTRIES_MAX || isPastMark) {
      return { entries: entries.filter((entry) => isNewer(entry, mark)), isWhole: true };
    }
  }
  return { entries: entries.filter((entry) => isNewer(entry, mark)), isWhole: false };
}

function isNewer({ slot, signature }: HistoryEntry, mark: HistoryMark | undefined): boolean {
  return mark === undefined || (slot >= mark.slot && signature !== mark.signature);
}
