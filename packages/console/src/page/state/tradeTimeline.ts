import { solText, unitsText } from '../format/amounts.ts';
import { shorten } from '../format/shorten.ts';
import type { TradeEvent, TradeHistory } from '../wire/tradeShapes.ts';
import type { Tone } from './tradeStage.ts';

/** A proof that a signature can land no more, one row for each node that bore witness. */
export interface WitnessRow {
  readonly operator: string;
  readonly node: string;
  readonly finalizedHeight: string;
  readonly statusSlot: string;
  readonly firstAvailableSlot: string;
}

/** One thing that happened to a trade, in words. */
export interface TimelineRow {
  readonly version: number;
  readonly atMs: number;
  readonly sinceStartMs: number;
  readonly title: string;
  readonly detail: string;
  readonly tone: Tone;
  /** Nothing can be taken back from here on. */
  readonly isPointOfNoReturn: boolean;
  readonly witnesses: readonly WitnessRow[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Tells a trade from request to fill, oldest first. */
export function tradeTimeline({ trade, events }: TradeHistory): readonly TimelineRow[] {
  const decimals = decimalsOf(events);
  return events.map((journalled) => {
    const {
      title,
      tone = 'busy',
      detail,
    } = DESCRIPTIONS[journalled.event.name] ?? {
      title: journalled.event.name,
    };
    return {
      version: journalled.version,
      atMs: journalled.atMs,
      sinceStartMs: journalled.atMs - trade.createdAtMs,
      title,
      detail: detail?.(journalled.event, decimals) ?? '',
      tone,
      isPointOfNoReturn:
        journalled.event.name === 'AttemptSigned' || journalled.event.name === 'AttemptPrepared',
      witnesses: witnessesOf(journalled.event),
    };
  });
}

interface Description {
  readonly title: string;
  readonly tone?: Tone;
  readonly detail?: (event: Fields, decimals: number | undefined) => string;
}

const DESCRIPTIONS: Readonly<Record<string, Description>> = {
  TradeReceived: { title: 'Received', detail: ({ mode }) => `${text(mode)} trade, key claimed` },
  TradeDenied: { title: 'Denied', tone: 'bad', detail: ({ code }) => text(code) },
  TradeReopened: { title: 'Asked again', detail: () => 'the denied key is used again' },
  TradeAdmitted: { title: 'Admitted', detail: ({ reserved }) => reservedText(fieldsOf(reserved)) },
  TradeRehearsed: {
    title: 'Rehearsed',
    tone: 'good',
    detail: () => 'dry-run: stopped before signing',
  },
  AttemptPrepared: { title: 'Message durable', detail: () => 'the signer is asked from here on' },
  SignerFailed: {
    title: 'Signer failed',
    tone: 'warn',
    detail: ({ code, reason }) => `${text(code)}: ${text(reason)}`,
  },
  PreparedUnprovable: { title: 'Unprovable', tone: 'bad', detail: ({ reason }) => text(reason) },
  PreparedExpired: { title: 'Proven dead', tone: 'warn', detail: expiryText },
  AttemptSigned: {
    title: 'Signed and durable',
    detail: ({ attempt }) => planText(fieldsOf(attempt)),
  },
  LaneAcknowledged: {
    title: 'Lane took it',
    detail: ({ lane, endpoint }) => `${text(lane)} · ${text(endpoint)}`,
  },
  SubmissionAmbiguous: {
    title: 'No lane answered',
    tone: 'warn',
    detail: ({ reasons }) => (Array.isArray(reasons) ? reasons.map(text).join('; ') : ''),
  },
  SeenOnChain: {
    title: 'Seen in a block',
    detail: ({ slot, commitment, error, witness }) =>
      `slot ${text(slot)}, ${text(commitment)}, ${error === null ? 'ran' : `error ${text(error)}`}, told by ${text(witness)}`,
  },
  AttemptConfirmed: {
    title: 'Confirmed',
    tone: 'good',
    detail: ({ slot, witness }) => `slot ${text(slot)}, told by ${text(witness)}`,
  },
  AttemptReverted: {
    title: 'Reverted',
    tone: 'bad',
    detail: ({ slot, code, error, feeLamports }) =>
      `slot ${text(slot)}, ${text(code ?? error)}, fee ${solText(text(feeLamports))} SOL`,
  },
  AttemptRolledBack: {
    title: 'Rolled back',
    tone: 'warn',
    detail: () => 'the confirmation was lost before finality',
  },
  ExpiryUnprovable: { title: 'Unprovable', tone: 'bad', detail: ({ reason }) => text(reason) },
  AttemptExpired: { title: 'Proven dead', tone: 'warn', detail: expiryText },
  FillRead: { title: 'Fill read', tone: 'good', detail: fillText },
  FillRecorded: {
    title: 'Final',
    tone: 'good',
    detail: (event, decimals) =>
      `${fillText(event, decimals)}, ${text(event['witnesses'])} witness${event['witnesses'] === 1 ? '' : 'es'}`,
  },
  TradeFailed: { title: 'Failed', tone: 'bad', detail: ({ code }) => text(code) },
  TradeCancelled: { title: 'Cancelled', tone: 'calm' },
  CancelRequested: { title: 'Cancel asked for', detail: () => 'no further attempt is made' },
  ConflictObserved: { title: 'Conflict', tone: 'bad', detail: ({ detail }) => text(detail) },
  TradeResolved: {
    title: 'Resolved',
    tone: 'calm',
    detail: ({ as, by, reason }) => `as ${text(as)} by ${text(by)}: ${text(reason)}`,
  },
};

function reservedText(reserved: Fields): string {
  const { amountLamports, feeLamports, rentLamports } = reserved;
  if (amountLamports === undefined) return 'all gates passed';
  const parts = [amountLamports, feeLamports, rentLamports].map((part) => solText(text(part)));
  return `all gates passed; reserved ${parts[0] ?? ''} SOL, fees ${parts[1] ?? ''}, rent ${parts[2] ?? ''}`;
}

function planText({ number, signature, deathHeight, venue, slippageBps }: Fields): string {
  return (
    `attempt ${text(number)}, ${shorten(text(signature), 6)}, ${text(venue)}, ` +
    `${text(slippageBps)} bps, can land until height ${text(deathHeight)}`
  );
}

function expiryText({ deathHeight }: Fields): string {
  return `block height ${text(deathHeight)} is past and no node has it`;
}

function fillText({ fill }: Fields, decimals: number | undefined): string {
  const { lamports, tokenUnits, tipLamports } = fieldsOf(fill);
  const tokens =
    decimals === undefined
      ? `${text(tokenUnits)} base units`
      : `${unitsText(text(tokenUnits), decimals)} tokens`;
  return `${solText(text(lamports))} SOL for ${tokens}, tip ${solText(text(tipLamports))} SOL`;
}

function decimalsOf(events: readonly TradeEvent[]): number | undefined {
  for (const { event } of events) {
    const decimals = fieldsOf(event['attempt'])['tokenDecimals'];
    if (typeof decimals === 'number') return decimals;
  }
  return undefined;
}

function witnessesOf(event: Fields): readonly WitnessRow[] {
  const { witnesses } = event;
  if (!Array.isArray(witnesses)) return [];
  return witnesses.map(fieldsOf).map((witness) => ({
    operator: text(witness['operator']),
    node: text(witness['label']),
    finalizedHeight: text(witness['finalizedHeight']),
    statusSlot: text(witness['statusSlot']),
    firstAvailableSlot: text(witness['firstAvailableSlot']),
  }));
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
