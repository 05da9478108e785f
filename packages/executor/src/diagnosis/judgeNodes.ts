import { servesCluster } from '../chain/verifyCluster.ts';
import { slotGapMinOf } from '../chain/slotGapMin.ts';
import type { Cluster } from '../config/executionAdapterConfig.ts';
import type { Finding } from './finding.ts';
import type { NodeFacts } from './nodeFacts.ts';

/** What nodes are held against. */
export interface NodeRules {
  readonly cluster: Cluster;
  readonly dryRun: boolean;
  readonly allowSingleWitness: boolean;
}

/** Behind the newest block that any node shows. */
const LAG_SLOTS_WARN = 20n;
/** As long as a blockhash lives: what it says of a signing is of no use any more. */
const LAG_SLOTS_FAIL = 150n;
/** About a day, at 400 ms a slot. */
const HISTORY_SLOTS_WARN = 216_000n;
/** About an hour: an attempt of this morning could not be proven dead. */
const HISTORY_SLOTS_FAIL = 9_000n;
const SLOT_MS = 400;
const HOUR_MS = 3_600_000;
const ANSWER_MS_WARN = 1_000;

/** Judges every node by itself, and what they are together. */
export function judgeNodes(nodes: readonly NodeFacts[], rules: NodeRules): readonly Finding[] {
  if (nodes.length === 0) {
    return [
      node(rules.dryRun ? 'warn' : 'fail', '', {
        found: 'no node is configured: nothing can be rehearsed against a chain, nothing traded',
        next: 'Set SOLANA_RPC_URL or rpcEndpoints.',
      }),
    ];
  }
  const newest = nodes.reduce((most, { slot }) => {
    return 'value' in slot && slot.value > most ? slot.value : most;
  }, 0n);
  return [
    ...nodes.flatMap((facts) => judgeNode(facts, rules, newest)),
    ...judgeOperators(nodes, rules),
  ];
}

function judgeNode(facts: NodeFacts, rules: NodeRules, newest: bigint): readonly Finding[] {
  const { label, genesisHash } = facts;
  if ('problem' in genesisHash) {
    return [
      node('fail', label, {
        found: `does not answer: ${genesisHash.problem}`,
        next: 'Check the address, its API key and the firewall.',
      }),
    ];
  }
  if (!servesCluster(rules.cluster, genesisHash.value)) {
    return [
      node('fail', label, {
        found: `serves the chain ${genesisHash.value}, which is not ${rules.cluster}`,
        next: 'Point it at the cluster you mean, or name the cluster it serves.',
      }),
    ];
  }
  return [
    judgeAnswers(facts),
    judgeLag(facts, newest),
    judgeHeights(facts, rules.cluster),
    judgeHistory(facts, rules.cluster),
  ];
}

function judgeAnswers({ label, operator, version, answeredInMs }: NodeFacts): Finding {
  const words = 'value' in version ? `version ${version.value}` : 'a version it does not tell';
  const found = `${words}, operator ${operator}, answered in ${answeredInMs} ms`;
  if (answeredInMs <= ANSWER_MS_WARN) return node('ok', label, { found });
  return node('warn', label, {
    found,
    next: 'Take a node that is nearer: it is asked before each signature.',
  });
}

function judgeLag({ label, slot }: NodeFacts, newest: bigint): Finding {
  if ('problem' in slot) {
    return node('fail', label, {
      found: `tells no slot: ${slot.problem}`,
      next: 'Take a node that answers getSlot; without a slot it is no witness.',
    });
  }
  const lag = newest - slot.value;
  const found = `at slot ${slot.value}, ${lag} behind the newest that any node shows`;
  if (lag <= LAG_SLOTS_WARN) return node('ok', label, { found });
  const verdict = lag > LAG_SLOTS_FAIL ? 'fail' : 'warn';
  return node(verdict, label, { found, next: 'Wait until it has caught up, or take another one.' });
}

/** A gateway that gives a slot for a height would keep a trade open for months. */
function judgeHeights({ label, finalized }: NodeFacts, cluster: Cluster): Finding {
  if ('problem' in finalized) {
    return node('fail', label, {
      found: `tells no finalized height: ${finalized.problem}`,
      next: 'Take a node that answers getEpochInfo and getBlockHeight: no death is proven without.',
    });
  }
  const { blockHeight, slot, slotGap } = finalized.value;
  const found = `finalized at height ${blockHeight}, slot ${slot}`;
  if (slotGap >= slotGapMinOf(cluster)) return node('ok', label, { found });
  return node('fail', label, {
    found: `${found}: that is a slot in the place of a height`,
    next: 'Take another node; this one proves no death.',
  });
}

function judgeHistory(facts: NodeFacts, cluster: Cluster): Finding {
  const { label, firstAvailableSlot, slot, historySearch } = facts;
  if ('problem' in historySearch || !historySearch.value) {
    const why = 'problem' in historySearch ? historySearch.problem : 'it finds what is not there';
    return node('warn', label, {
      found: `searches no history (${why}): it cannot witness that an attempt is dead`,
      next: 'Take a node with history, or add one of another operator that has it.',
    });
  }
  if ('problem' in firstAvailableSlot) {
    return node('warn', label, {
      found: `does not tell how far its history goes back: ${firstAvailableSlot.problem}`,
      next: 'Take a node that answers getFirstAvailableBlock; without it is no witness.',
    });
  }
  const first = firstAvailableSlot.value;
  const newest = 'value' in slot && slot.value > first ? slot.value : first;
  const depth = newest - first;
  const hours = Math.floor((Number(depth) * SLOT_MS) / HOUR_MS);
  if (first <= 1n) return node('ok', label, { found: 'has the whole history of the chain' });
  const found = `has history since slot ${first}, about ${hours} h`;
  // A chain of one's own is as old as its last start.
  if (cluster === 'sandbox' || depth >= HISTORY_SLOTS_WARN) return node('ok', label, { found });
  return node(depth < HISTORY_SLOTS_FAIL ? 'fail' : 'warn', label, {
    found,
    next: 'Take a node with more: an attempt older than its history cannot be proven dead.',
  });
}

function judgeOperators(nodes: readonly NodeFacts[], rules: NodeRules): readonly Finding[] {
  const operators = [...new Set(nodes.map(({ operator }) => operator))];
  const found = `${operators.length} ${operators.length === 1 ? 'operator' : 'operators'}: ${operators.join(', ')}`;
  if (operators.length >= 2) return [node('ok', 'operators', { found })];
  if (rules.allowSingleWitness) {
    return [node('ok', 'operators', { found: `${found}; one witness is enough by configuration` })];
  }
  return [
    node('warn', 'operators', {
      found: `${found}: what it says nobody confirms, and a dead attempt is never signed again`,
      next: 'Add a node of another operator.',
    }),
  ];
}

function node(
  verdict: Finding['verdict'],
  subject: string,
  told: Pick<Finding, 'found' | 'next'>,
): Finding {
  return { area: 'node', subject, verdict, ...told };
}
