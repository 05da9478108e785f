import {
  isTerminal,
  type AttemptPlan,
  type AttemptRecord,
  type JournalledEvent,
  type TradeEvent,
  type TradeHistory,
  type TradeRecord,
} from '@quantbot/executor';

/** An attempt without its signed bytes. */
export type AttemptJson = Omit<AttemptRecord, 'wireBase64'>;

/** A trade for machines. */
export interface TradeJson extends Omit<TradeRecord, 'attempts'> {
  readonly attempts: readonly AttemptJson[];
}

/** An event for machines. */
export interface EventJson extends Omit<JournalledEvent, 'event'> {
  readonly event:
    | Exclude<TradeEvent, { readonly name: 'AttemptSigned' }>
    | { readonly name: 'AttemptSigned'; readonly attempt: Omit<AttemptPlan, 'wireBase64'> };
}

/** What `quantbot status --json` prints. */
export interface HistoryJson {
  readonly trade: Omit<TradeRecord, 'attempts'>;
  readonly attempts: readonly AttemptJson[];
  readonly events: readonly EventJson[];
  /** Whether the trade is open and a process owns the data directory, which follows it then. */
  readonly followed: boolean;
}

/**
 * A trade for machines. The signed bytes stay in the journal: whoever has them can put them on
 * chain, and what `status` prints ends up in logs and tickets. To send them again, repeat
 * `execute` with the same key.
 */
export function tradeJson(trade: TradeRecord): TradeJson {
  return { ...trade, attempts: trade.attempts.map(withoutBytes) };
}

/**
 * A trade with its attempts and events for machines, without the signed bytes.
 *
 * @param isOwned - whether a process owns the data directory
 */
export function historyJson({ trade, events }: TradeHistory, isOwned: boolean): HistoryJson {
  const { attempts, ...rest } = tradeJson(trade);
  const followed = isOwned && !isTerminal(trade.status);
  return { trade: rest, attempts, events: events.map(eventJson), followed };
}

function eventJson({ event, ...rest }: JournalledEvent): EventJson {
  if (event.name !== 'AttemptSigned') return { ...rest, event };
  return { ...rest, event: { ...event, attempt: withoutBytes(event.attempt) } };
}

function withoutBytes<Attempt extends AttemptPlan>(attempt: Attempt): Omit<Attempt, 'wireBase64'> {
  const { wireBase64: _, ...rest } = attempt;
  return rest;
}
