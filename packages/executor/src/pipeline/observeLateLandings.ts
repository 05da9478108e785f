import { fault } from '@quantbot/core';

import type { ChainNode, SignatureStatus } from '../chain/chainNode.ts';
import { SIGNATURES_MAX } from '../chain/inBatches.ts';
import { operatorsRequired } from '../chain/operatorsRequired.ts';
import { isLive } from '../journal/attemptMachine.ts';
import type { Journal } from '../journal/journal.ts';
import { isTerminal } from '../journal/tradeMachine.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorParts } from './executorParts.ts';
import { laterSlot } from './laterSlot.ts';
import { conflictHold, recordConflict } from './recordConflict.ts';

/** Trades that a start looks back at, newest first. */
const LOOKED_BACK_TRADES_MAX = 512;

/**
 * Looks whether anything that was held for dead is on chain after all. By the proof of expiry it
 * cannot be; if it is, the journal is wrong about money, and the wallet signs nothing more until a
 * person has decided. Where nodes of two operators are configured, two must tell of it: one that
 * lies would stop the wallet.
 *
 * @param trades - The newest trades of the wallet.
 */
export async function observeLateLandings(
  parts: ExecutorParts,
  trades: readonly TradeRecord[],
): Promise<void> {
  const suspects = trades.flatMap(heldForDead);
  for (let start = 0; start < suspects.length; start += SIGNATURES_MAX) {
    const chunk = suspects.slice(start, start + SIGNATURES_MAX);
    for (const { suspect, sighting } of await sightings(parts, chunk)) {
      record(parts, suspect, sighting);
    }
  }
}

interface Suspect {
  readonly trade: TradeRecord;
  readonly signature: string;
  /** A reverted attempt is on chain by rights, and failed there. */
  readonly mayShowFailed: boolean;
}

/** Signatures of a trade that must not have run: all but what is on its way, filled or decided. */
function heldForDead(trade: TradeRecord): readonly Suspect[] {
  const { status, attempts, fill, resolution } = trade;
  if (trade.mode !== 'live' || status === 'conflicted') return [];
  const decided = resolution !== undefined && resolution.as !== 'dead' ? resolution : undefined;
  return attempts
    .filter((attempt) => isTerminal(status) || !isLive(attempt.status))
    .filter(({ signature }) => signature !== fill?.signature && signature !== decided?.signature)
    .map(({ signature, status: end }) => ({ trade, signature, mayShowFailed: end === 'reverted' }));
}

interface Sighting {
  readonly status: SignatureStatus;
  readonly witness: string;
}

async function sightings(parts: ExecutorParts, suspects: readonly Suspect[]) {
  const { nodes } = parts.pool;
  const answers = await Promise.all(nodes.map(async (node) => askNode(node, suspects)));
  const required = operatorsRequired(nodes);
  return suspects.flatMap((suspect, index) => {
    const seen = new Map<string, Sighting>();
    for (const { node, statuses } of answers.flatMap((answer) => answer ?? [])) {
      const status = statuses[index] ?? null;
      if (!contradicts(suspect, status)) continue;
      seen.set(node.operator, { status, witness: node.label });
    }
    const [sighting] = seen.values();
    return seen.size < required || sighting === undefined ? [] : [{ suspect, sighting }];
  });
}

/** A node that does not answer contradicts nothing; each follower and the next start look again. */
async function askNode(node: ChainNode, suspects: readonly Suspect[]) {
  const signatures = suspects.map(({ signature }) => signature);
  return node.signatureStatuses(signatures, { searchHistory: true }).then(
    ({ statuses }) => ({ node, statuses }),
    () => undefined,
  );
}

function contradicts(
  { mayShowFailed }: Suspect,
  status: SignatureStatus | null,
): status is SignatureStatus {
  if (status === null || status.commitment === 'processed') return false;
  return status.error === null || !mayShowFailed;
}

function record(parts: ExecutorParts, suspect: Suspect, { status, witness }: Sighting): void {
  const { trade, signature } = suspect;
  if (!parts.log.knows(trade.tradeId)) parts.log.adopt(trade);
  const now = parts.log.current(trade.tradeId);
  if (now.status === 'conflicted') return;
  const end = status.error === null ? 'ran' : `failed with ${status.error}`;
  const detail = `the trade is ${now.status}, and ${witness} sees the signature in slot ${status.slot}, where it ${end}`;
  const problem = fault('TRADE__CONFLICTED', { signature, detail });
  recordConflict(parts, now, { signature, detail, problem });
}

/** A contradiction that is known or found forbids new signatures until a person has decided. */
export async function holdOnConflict(parts: ExecutorParts, journal: Journal): Promise<void> {
  for (const trade of journal.conflicts()) parts.hold.set(conflictHold(trade));
  const newest = journal.list({ limit: LOOKED_BACK_TRADES_MAX });
  // No balance is worked with that is older than what the last process saw land.
  for (const { status, fill } of newest) {
    if (status === 'filled' && fill !== undefined) {
      parts.watermark.slot = laterSlot(parts.watermark.slot, BigInt(fill.slot));
    }
  }
  await observeLateLandings(parts, newest);
}
