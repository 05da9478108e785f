import type { ChainNode, FinalizedReading, SignatureStatus } from '../chain/chainNode.ts';
import { inBatches, SIGNATURES_MAX } from '../chain/inBatches.ts';
import { searchMessages } from './searchMessage.ts';
import {
  isPastDeath,
  type ExpiryQuestion,
  type Testimony,
  type WitnessReading,
} from './testify.ts';

/** What one node said about many attempts, asked in as few calls as possible. */
export interface NodeTestimonies {
  readonly reading: WitnessReading;
  /** Its word about each question, in their order; `undefined` where it gave no whole answer. */
  readonly testimonies: ReadonlyArray<Testimony | undefined>;
}

/** What is asked of one node. */
export interface NodeQuestions {
  readonly node: ChainNode;
  readonly questions: readonly ExpiryQuestion[];
  /** Trusts the gap between slot and height that the node shows now. */
  readonly trustsGap: (finalized: FinalizedReading) => boolean;
}

/** Calls to one node at the same time. */
const CALLS_AT_ONCE = 8;

/**
 * Asks one node about many attempts: its heights once, signatures in batches, each blockhash once.
 * Heights come first and the search after them, because only a search made after a height was final
 * proves anything about what lies below it.
 *
 * @throws Error when the node does not tell its chain, its heights or its first block, or tells of
 * two chains.
 */
export async function readTestimonies({
  node,
  questions,
  trustsGap,
}: NodeQuestions): Promise<NodeTestimonies> {
  const [genesisHash, finalized, firstAvailableSlot] = await Promise.all([
    node.genesisHash(),
    node.finalized(),
    node.firstAvailableSlot(),
  ]);
  const isGapTrusted = trustsGap(finalized);
  const reading: WitnessReading = { genesisHash, finalized, firstAvailableSlot, isGapTrusted };
  const found = await searchHistory(node, questions);
  const searches = await searchMessages(node, questions, finalized.slot);
  const pastDeath = questions.filter(({ attempt }) => isPastDeath(finalized, attempt));
  const valid = await askBlockhashes(node, pastDeath, found);
  // Again, after all of it: an address can be pointed at another chain between two questions.
  const genesisHashNow = await node.genesisHash();
  if (genesisHashNow !== genesisHash) throw new Error(`it is now on the chain ${genesisHashNow}`);
  const testimonies = questions.map((question): Testimony | undefined => {
    const { attempt, signatures } = question;
    const search = searches.get(question);
    const statuses = signatures.map((signature) => found.get(signature));
    const known = statuses.filter((status) => status !== undefined);
    if (known.length < statuses.length) return undefined;
    return {
      label: node.label,
      operator: node.operator,
      ...reading,
      statuses: known.map(({ status }) => status),
      statusSlot: known.reduce((oldest, { slot }) => (slot < oldest ? slot : oldest), MAX_SLOT),
      isBlockhashValid: valid.get(attempt.blockhash),
      ...(search === undefined ? {} : { search }),
    };
  });
  return { reading, testimonies };
}

const MAX_SLOT = 2n ** 64n - 1n;

interface Search {
  readonly status: SignatureStatus | null;
  readonly slot: bigint;
}

/** What the node's whole history knows of each signature; nothing where it did not answer. */
async function searchHistory(
  node: ChainNode,
  questions: readonly ExpiryQuestion[],
): Promise<ReadonlyMap<string, Search>> {
  const found = new Map<string, Search>();
  const signatures = [...new Set(questions.flatMap((question) => question.signatures))];
  const batches = { items: signatures, size: SIGNATURES_MAX, atOnce: CALLS_AT_ONCE };
  await inBatches(batches, async (batch) => {
    const reading = await node
      .signatureStatuses(batch, { searchHistory: true })
      .catch(() => undefined);
    if (reading === undefined || reading.statuses.length !== batch.length) return;
    const { slot, statuses } = reading;
    for (const [index, signature] of batch.entries()) {
      found.set(signature, { status: statuses[index] ?? null, slot });
    }
  });
  return found;
}

/** Whether each blockhash may still be used; asked only where the search found nothing. */
async function askBlockhashes(
  node: ChainNode,
  questions: readonly ExpiryQuestion[],
  found: ReadonlyMap<string, Search>,
): Promise<ReadonlyMap<string, boolean>> {
  const valid = new Map<string, boolean>();
  const unseen = questions.filter(({ signatures }) =>
    signatures.every((signature) => found.get(signature)?.status === null),
  );
  const blockhashes = [...new Set(unseen.map(({ attempt }) => attempt.blockhash))];
  await inBatches({ items: blockhashes, size: 1, atOnce: CALLS_AT_ONCE }, async (batch) => {
    for (const blockhash of batch) {
      const isValid = await node.isBlockhashValid(blockhash).catch(() => undefined);
      if (isValid !== undefined) valid.set(blockhash, isValid);
    }
  });
  return valid;
}
