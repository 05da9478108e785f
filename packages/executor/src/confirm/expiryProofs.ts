import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import type { ExpiryWitness } from '../journal/tradeEvents.ts';
import type { ExecutorParts } from '../pipeline/executorParts.ts';
import { slotGapMinOf } from '../chain/slotGapMin.ts';
import { readTestimonies, type NodeTestimonies } from './readTestimonies.ts';
import { createSlotGaps } from './slotGaps.ts';
import { type ExpiryQuestion, type Testimony, type WitnessRules } from './testify.ts';

/** What a search for the end of an attempt came to. */
export type ExpiryFinding =
  /** The history of some nodes knows the attempt, and nobody disproves it: what each of them tells. */
  | { readonly kind: 'found'; readonly sightings: readonly HistorySighting[] }
  /** Somebody signed the message whose signature was not known: it is in a node's history. */
  | { readonly kind: 'signed'; readonly signature: string }
  /** Dead: enough operators testify. */
  | { readonly kind: 'proven'; readonly witnesses: readonly ExpiryWitness[] }
  /** Not now. Operators whose whole history knows nothing of it are named all the same. */
  | { readonly kind: 'unproven'; readonly unknownTo: readonly string[] }
  /** Not now and, with these nodes, never: the reason is for a person. */
  | {
      readonly kind: 'unprovable';
      readonly reason: string;
      readonly unknownTo: readonly string[];
    };

/** An attempt in the history of a node. */
export interface HistorySighting {
  readonly status: SignatureStatus;
  readonly slot: bigint;
  readonly witness: string;
  readonly operator: string;
}

/**
 * Searches for proofs of death, for all attempts together: the heights of a node serve every
 * attempt of a round, and ten thousand signatures are forty calls.
 */
export interface ExpiryProofs {
  /** Takes part in the next round. Rejects when the adapter closes. */
  look(question: ExpiryQuestion): Promise<ExpiryFinding>;
}

type ProofParts = Pick<
  ExecutorParts,
  'config' | 'pool' | 'rules' | 'chain' | 'closing' | 'telemetry'
>;

/** Milliseconds between the starts of two rounds. */
const ROUND_INTERVAL_MS = 1_000;

interface Asked {
  readonly question: ExpiryQuestion;
  readonly answer: PromiseWithResolvers<ExpiryFinding>;
}

/** Makes the search. It runs only while something is asked. */
export function createExpiryProofs(parts: ProofParts): ExpiryProofs {
  const { platform } = parts.config;
  const gaps = createSlotGaps<ChainNode>(platform);
  let asked: Asked[] = [];
  let isRunning = false;
  let startedAtMs = -Infinity;

  const playRound = async (round: readonly Asked[]): Promise<void> => {
    const questions = round.map(({ question }) => question);
    const heard = await Promise.allSettled(
      parts.pool.nodes.map(async (node) =>
        readTestimonies({ node, questions, trustsGap: (shown) => gaps.trusts(node, shown) }),
      ),
    );
    const nodes = heard.map((told, index): HeardNode => ({
      operator: parts.pool.nodes[index]?.operator ?? '',
      told: told.status === 'fulfilled' ? told.value : undefined,
    }));
    for (const [index, { question, answer }] of round.entries()) {
      const finding = judgeQuestion(parts, { question, index, nodes });
      parts.telemetry.metric('quantbot_expiry_searches_total', 1, { outcome: finding.kind });
      answer.resolve(finding);
    }
  };
  const run = async (): Promise<void> => {
    isRunning = true;
    try {
      while (asked.length > 0) {
        const waitMs = startedAtMs + ROUND_INTERVAL_MS - platform.monotonicMs();
        if (waitMs > 0) await platform.delay(waitMs, parts.closing);
        // Whoever asks in the same turn of the event loop takes part: a restart asks for all at once.
        await platform.nextTurn();
        startedAtMs = platform.monotonicMs();
        const round = asked;
        asked = [];
        await playRound(round).catch((cause: unknown) => {
          for (const { answer } of round) answer.reject(cause);
        });
      }
    } finally {
      // In the same step as the last look at the list: whoever asks from now on starts it again.
      isRunning = false;
    }
  };
  return {
    look: async (question) => {
      parts.closing.throwIfAborted();
      const answer = Promise.withResolvers<ExpiryFinding>();
      asked.push({ question, answer });
      if (!isRunning) {
        run().catch((cause: unknown) => {
          for (const left of asked) left.answer.reject(cause);
          asked = [];
        });
      }
      return answer.promise;
    },
  };
}

interface HeardNode {
  readonly operator: string;
  /** `undefined` when it did not answer. */
  readonly told: NodeTestimonies | undefined;
}

interface JudgedQuestion {
  readonly question: ExpiryQuestion;
  /** Place of the question in every node's list. */
  readonly index: number;
  readonly nodes: readonly HeardNode[];
}

function judgeQuestion(parts: ProofParts, judged: JudgedQuestion): ExpiryFinding {
  const { question, index, nodes } = judged;
  const { config, rules, chain } = parts;
  const honest: WitnessRules = {
    genesisHash: chain.genesisHash,
    slotGapMin: slotGapMinOf(config.cluster),
  };
  const ours = nodes.flatMap(({ told }) => {
    const testimony = told?.testimonies[index];
    return testimony === undefined || testimony.genesisHash !== chain.genesisHash
      ? []
      : [testimony];
  });
  // Whoever shows it: a signature of the message needs no witness but itself.
  for (const { told } of nodes) {
    const search = told?.testimonies[index]?.search;
    if (search?.kind === 'found') return { kind: 'signed', signature: search.signature };
  }
  const sightings = findSightings(ours, question);
  const witnesses = ours.flatMap((testimony) => rules.testify(testimony, question, honest) ?? []);
  if (sightings.length > 0) {
    const others = witnessesAgainst(sightings, witnesses);
    return rules.isProof(others, TWO_OPERATORS)
      ? { kind: 'proven', witnesses: others }
      : { kind: 'found', sightings };
  }
  if (rules.isProof(witnesses, config)) return { kind: 'proven', witnesses };
  const unknownTo = [
    ...new Set(
      ours
        .filter(({ statuses }) => statuses.every((status) => status === null))
        .map(({ operator }) => operator),
    ),
  ];
  const reason = whyNever(parts, judged, ours);
  return reason === undefined
    ? { kind: 'unproven', unknownTo }
    : { kind: 'unprovable', reason, unknownTo };
}

/**
 * What each node's history still knows of the attempt itself. All of them: a landing of long ago is
 * told by nobody else, and its finality takes two operators.
 */
function findSightings(
  testimonies: readonly Testimony[],
  { attempt, signatures }: ExpiryQuestion,
): readonly HistorySighting[] {
  const place = attempt.signature === undefined ? -1 : signatures.indexOf(attempt.signature);
  return testimonies.flatMap(({ statuses, statusSlot: slot, label: witness, operator }) => {
    const status = statuses[place];
    return status === null || status === undefined ? [] : [{ status, slot, witness, operator }];
  });
}

/** Who may testify alone may not do so against another who shows the attempt. */
const TWO_OPERATORS = { allowSingleWitness: false } as const;

/**
 * Witnesses who may prove a death although one operator shows the attempt in a block. Its node may
 * stand on a dead fork for ever, or lie; the others are past the death height, where a landing would
 * be final. A status that says that it is final is left to a person, and nobody proves anything
 * against two operators.
 */
function witnessesAgainst(
  sightings: readonly HistorySighting[],
  witnesses: readonly ExpiryWitness[],
): readonly ExpiryWitness[] {
  const showing = new Set(sightings.map(({ operator }) => operator));
  const isFinal = sightings.some(({ status }) => status.commitment === 'finalized');
  if (isFinal || showing.size > 1) return [];
  return witnesses.filter(({ operator }) => !showing.has(operator));
}

/**
 * Why no proof will come from these nodes, once the attempt is past its death height somewhere: too
 * few operators are configured, or the history of too many begins after the signing. A node that is
 * down or lags is no reason, because it may come back.
 */
function whyNever(
  { config, pool, rules }: ProofParts,
  { question, nodes }: JudgedQuestion,
  ours: readonly Testimony[],
): string | undefined {
  const { deathHeight, signedAtSlot } = question.attempt;
  const isPast = ours.some(({ finalized }) => finalized.blockHeight > BigInt(deathHeight));
  if (!isPast) return undefined;
  const able = nodes.filter(({ told }) => {
    return told === undefined || told.reading.firstAvailableSlot <= BigInt(signedAtSlot);
  });
  const could = able.map(({ operator }): ExpiryWitness => ({ ...NO_WITNESS, operator }));
  if (rules.isProof(could, config)) return undefined;
  const operators = new Set(pool.nodes.map(({ operator }) => operator)).size;
  const all = pool.nodes.map(({ operator }): ExpiryWitness => ({ ...NO_WITNESS, operator }));
  return rules.isProof(all, config)
    ? `the history of too many nodes begins after slot ${signedAtSlot}`
    : `nodes of ${operators} operator are configured and two have to testify`;
}

const NO_WITNESS = {
  label: '',
  operator: '',
  finalizedHeight: '0',
  statusSlot: '0',
  firstAvailableSlot: '0',
} as const satisfies ExpiryWitness;
