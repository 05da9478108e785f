import { fault, type Fault } from '@quantbot/core';

import type { ChainNode, HistoryEntry } from '../chain/chainNode.ts';
import type { HistoryMark, NewHistory } from './readNewHistory.ts';

/** What the history says of the journal. */
export type HistoryVerdict =
  /** Everything is accounted for, up to the mark for good. */
  | { readonly kind: 'clean'; readonly mark: HistoryMark | undefined }
  /** The wallet signed these and the journal does not have them, newest first. */
  | { readonly kind: 'foreign'; readonly signatures: readonly string[] }
  /** Nobody can tell yet. */
  | { readonly kind: 'unknown'; readonly problem: Fault };

/** What judging needs to know. */
export interface HistoryJudge {
  readonly nodes: readonly ChainNode[];
  readonly wallet: string;
  /** Whether a transaction is the journal's own or was adopted. */
  readonly isOwn: (signature: string) => boolean;
  /** Transactions of others that are known already; those found are added. */
  readonly strangers: Set<string>;
}

/** Most transactions that are looked at in one go. */
export const LOOKS_MAX = 200;
/** Transactions that are read side by side. */
const LOOKS_AT_ONCE = 8;

/**
 * Looks at every transaction that is not accounted for: one that the wallet signed is foreign, a
 * stranger's that only names it is none of our business. What cannot be read is neither.
 */
export async function judgeHistory(
  judge: HistoryJudge,
  { views }: NewHistory,
): Promise<HistoryVerdict> {
  const { isOwn, strangers } = judge;
  const entries = newestFirst(views);
  const open = entries.filter(({ signature }) => !isOwn(signature) && !strangers.has(signature));
  const foreign: string[] = [];
  let unread = Math.max(0, open.length - LOOKS_MAX);
  const looked = open.slice(0, LOOKS_MAX);
  for (let start = 0; start < looked.length; start += LOOKS_AT_ONCE) {
    const chunk = looked.slice(start, start + LOOKS_AT_ONCE);
    const origins = await Promise.all(chunk.map(async (entry) => originOf(judge, entry)));
    for (const [index, { signature }] of chunk.entries()) {
      const origin = origins[index];
      if (origin === 'wallet') foreign.push(signature);
      else if (origin === 'stranger') strangers.add(signature);
      else unread += 1;
    }
  }
  if (foreign.length > 0) return { kind: 'foreign', signatures: foreign };
  if (unread > 0) return { kind: 'unknown', problem: unreadFault(judge, unread) };
  return { kind: 'clean', mark: newMark(views) };
}

/** Every node is asked: one that lies about a transaction must not speak for the others. */
async function originOf(
  { nodes, wallet }: HistoryJudge,
  { signature }: HistoryEntry,
): Promise<'wallet' | 'stranger' | 'unread'> {
  const answers = await Promise.allSettled(
    nodes.map(async (node) => node.transaction(signature, 'confirmed')),
  );
  const read = answers.flatMap((answer) =>
    answer.status === 'fulfilled' && answer.value !== null ? [answer.value] : [],
  );
  if (read.length === 0) return 'unread';
  const isSigned = read.some(({ accountAddresses, signerCount }) =>
    accountAddresses.slice(0, signerCount).includes(wallet),
  );
  return isSigned ? 'wallet' : 'stranger';
}

function unreadFault({ nodes }: HistoryJudge, unread: number): Fault {
  return fault('RPC__UNAVAILABLE', {
    method: 'getTransaction',
    endpoint: nodes[0]?.label ?? 'none configured',
    reason: `${unread} transactions of the wallet are still to be read`,
  });
}

/** Each transaction once, by slot. */
function newestFirst(views: NewHistory['views']): readonly HistoryEntry[] {
  const bySignature = new Map(views.flat().map((entry) => [entry.signature, entry]));
  return [...bySignature.values()].toSorted((left, right) => Number(right.slot - left.slot));
}

/**
 * Newest transaction that is final wherever it is known, and known to every node that answered: what
 * lies before it changes no more, whoever is asked next.
 */
export function newMark(views: NewHistory['views']): HistoryMark | undefined {
  const [first = [], ...others] = views;
  const isFinal = (view: readonly HistoryEntry[], signature: string): boolean =>
    view.some((entry) => entry.signature === signature && entry.commitment === 'finalized');
  const found = first.find(
    ({ signature, commitment }) =>
      commitment === 'finalized' && others.every((view) => isFinal(view, signature)),
  );
  return found && { signature: found.signature, slot: found.slot };
}
