import type { AttemptRecord, JournalledEvent, TradeEvent } from '@quantbot/executor';

import { alignColumns } from './alignColumns.ts';
import { paint } from './paint.ts';
import { wrapText } from './wrapText.ts';

type ExpiryProof = Extract<TradeEvent, { readonly name: 'AttemptExpired' }>;

const INDENT = '     ';

/** Writes one attempt: where it stands, and the proof where it is proven dead. */
export function renderAttempt(attempt: AttemptRecord, events: readonly JournalledEvent[]): string {
  const { number, status, signature, unprovable } = attempt;
  return [
    `  ${number}  ${status}${fateOf(attempt)}`,
    `${INDENT}${signature}`,
    ...(unprovable === undefined ? [] : [wrapText(`cannot be proven dead: ${unprovable}`, INDENT)]),
    ...proofLines(proofOf(events, signature)),
  ].join('\n');
}

function fateOf({ status, deathHeight, landedSlot, revertCode, lane }: AttemptRecord): string {
  switch (status) {
    case 'signed':
    case 'submitted':
    case 'in_doubt':
      return `, can land until block height ${deathHeight}`;
    case 'landed':
    case 'confirmed':
      return [landedSlot && ` in slot ${landedSlot}`, lane && ` by ${lane}`]
        .filter(Boolean)
        .join('');
    case 'reverted':
      return revertCode === undefined ? '' : `, ${revertCode}`;
    case 'expired':
      return ', proven dead';
    default:
      return status satisfies never;
  }
}

function proofOf(events: readonly JournalledEvent[], signature: string): ExpiryProof | undefined {
  return events
    .map(({ event }) => event)
    .find(
      (event): event is ExpiryProof =>
        event.name === 'AttemptExpired' && event.signature === signature,
    );
}

/** The evidence: who said that the chain is past the death height and knows nothing of it. */
function proofLines(proof: ExpiryProof | undefined): readonly string[] {
  if (proof === undefined) return [];
  const operators = new Set(proof.witnesses.map(({ operator }) => operator)).size;
  const header = ['operator', 'node', 'finalized height', 'not found at slot', 'history from slot'];
  const rows = proof.witnesses.map((witness) => [
    witness.operator,
    witness.label,
    witness.finalizedHeight,
    witness.statusSlot,
    witness.firstAvailableSlot,
  ]);
  const table = alignColumns([header.map(paint.faint), ...rows]);
  return [
    `${INDENT}dead above block height ${proof.deathHeight}, told by ${countOf(operators)}:`,
    ...table.split('\n').map((line) => `${INDENT}${line}`),
  ];
}

function countOf(operators: number): string {
  return operators === 1 ? '1 operator' : `${operators} operators`;
}
