import { address, getAddressEncoder, getBase58Encoder, isSignature } from '@solana/kit';

import type { ChainNode, HistoryEntry } from '../chain/chainNode.ts';
import { PAGE_ENTRIES_MAX } from '../chain/readHistory.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type { ExpiryQuestion } from './testify.ts';

/**
 * A message of which no signature is known. Whether a signature that the wallet made is one of it can
 * be told from the two alone, so no node has to be believed that it is.
 */
export interface SearchedMessage {
  readonly wallet: string;
  /** Whether a signature, as the chain writes it, is one of the message by the wallet. */
  readonly isItsSignature: (signature: string) => boolean;
}

/** What one node's history of the wallet holds of a message. */
export type MessageSearch =
  | { readonly kind: 'found'; readonly signature: string }
  /** All that names the wallet since the preparation was read, and nothing of it is the message. */
  | { readonly kind: 'absent' }
  /** The node did not answer, or has more than is read. */
  | { readonly kind: 'unread' };

/** Pages that are read from one node. */
const PAGES_MAX = 10;

/** Makes the search for a message, which checks each signature once. */
export function searchedMessage(
  { wallet, message }: { readonly wallet: string; readonly message: Uint8Array },
  platform: Pick<ExecutorPlatform, 'verifyEd25519'>,
): SearchedMessage {
  const publicKey = Uint8Array.from(getAddressEncoder().encode(address(wallet)));
  const others = new Set<string>();
  return {
    wallet,
    isItsSignature: (text) => {
      if (others.has(text) || !isSignature(text)) return false;
      const signature = Uint8Array.from(getBase58Encoder().encode(text));
      if (platform.verifyEd25519({ publicKey, signature, message })) return true;
      others.add(text);
      return false;
    },
  };
}

/**
 * Looks for messages in the history that a node has of their wallets: one reading for all messages of
 * a wallet, back to the first of their preparations.
 *
 * @param finalizedSlot - Slot that the node has shown to be final before; it must have come so far.
 */
export async function searchMessages(
  node: ChainNode,
  questions: readonly ExpiryQuestion[],
  finalizedSlot: bigint,
): Promise<ReadonlyMap<ExpiryQuestion, MessageSearch>> {
  const searches = new Map<ExpiryQuestion, MessageSearch>();
  const byWallet = Map.groupBy(
    questions.filter(({ message }) => message !== undefined),
    ({ message }) => message?.wallet ?? '',
  );
  for (const [wallet, asked] of byWallet) {
    const sinceSlot = asked
      .map(({ attempt }) => BigInt(attempt.signedAtSlot))
      .reduce((oldest, slot) => (slot < oldest ? slot : oldest));
    const reading = await readSince(node, wallet, { sinceSlot, finalizedSlot });
    for (const question of asked) searches.set(question, judge(question, reading));
  }
  return searches;
}

interface Reading {
  readonly entries: readonly HistoryEntry[];
  /** Whether these are all since the slot. */
  readonly isWhole: boolean;
}

/** A signature that is found is one, however little else was read. */
function judge({ message }: ExpiryQuestion, { entries, isWhole }: Reading): MessageSearch {
  const found = entries.find(({ signature }) => message?.isItsSignature(signature));
  if (found !== undefined) return { kind: 'found', signature: found.signature };
  return { kind: isWhole ? 'absent' : 'unread' };
}

async function readSince(
  node: ChainNode,
  wallet: string,
  bounds: { readonly sinceSlot: bigint; readonly finalizedSlot: bigint },
): Promise<Reading> {
  const entries: HistoryEntry[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const before = entries.at(-1)?.signature;
    const found = await node
      .signaturesOf(wallet, {
        limit: PAGE_ENTRIES_MAX,
        minContextSlot: bounds.finalizedSlot,
        ...(before === undefined ? {} : { before }),
      })
      .catch(() => undefined);
    if (found === undefined) return { entries, isWhole: false };
    entries.push(...found);
    const last = found.at(-1);
    // A short page is no end: some nodes give less than they are asked for.
    if (last === undefined || last.slot < bounds.sinceSlot) return { entries, isWhole: true };
  }
  return { entries, isWhole: false };
}
