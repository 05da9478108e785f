import type { JournalFeed, SequencedEvent } from '@quantbot/executor';

import { toJson } from '../../output/json.ts';
import { summarize } from '../json/tradeSummary.ts';
import type { EventHub } from './eventHub.ts';

/** What a stream of events is made of. */
export interface EventStreamParts {
  readonly feed: Pick<JournalFeed, 'eventsAfter' | 'latestSequence'>;
  readonly hub: Pick<EventHub, 'tradingChange' | 'waitFor'>;
  /** What may be traded now, for machines. */
  readonly tradingState: () => Promise<object>;
  /** Whether whoever follows still may. */
  readonly mayFollow: () => boolean;
  readonly signal: AbortSignal;
  readonly heartbeatMs: number;
}

/** Events that are read at once. */
const PAGE = 100;
const ID = /^\d{1,15}$/u;

/** Where a stream begins. */
export interface StreamStart {
  readonly sequence: number;
  /** Set when the id that was asked for is none of this journal. */
  readonly isReset: boolean;
}

/** Begins behind the event that a client saw last, or now. */
export function streamStart(lastEventId: string | undefined, latest: number): StreamStart {
  if (lastEventId === undefined || lastEventId === '') return { sequence: latest, isReset: false };
  const sequence = ID.test(lastEventId) ? Number(lastEventId) : Number.NaN;
  return sequence <= latest ? { sequence, isReset: false } : { sequence: latest, isReset: true };
}

/**
 * Follows the journal as server-sent events. Only the journal is read: what a wake promised and a
 * crash took away never reaches anybody, and who comes back with the id of the last event misses
 * nothing and sees nothing twice.
 */
export async function* streamEvents(
  parts: EventStreamParts,
  start: StreamStart,
): AsyncGenerator<string, void, void> {
  const { feed, hub, signal, heartbeatMs, mayFollow } = parts;
  let { sequence } = start;
  let tradingChange = hub.tradingChange();
  let shownState = toJson(await parts.tradingState());
  yield frame({
    event: start.isReset ? 'reset' : 'ready',
    id: sequence,
    data: toJson({ sequence }),
  });
  yield frame({ event: 'trading-state', data: shownState });
  while (mayFollow()) {
    const page = feed.eventsAfter(sequence, PAGE);
    for (const event of page) {
      yield frame({ event: 'trade', id: event.sequence, data: toJson(eventJson(event)) });
      ({ sequence } = event);
    }
    if (page.length === PAGE) continue;
    const news = await hub.waitFor({ sequence, tradingChange }, { quietMs: heartbeatMs, signal });
    if (news === 'closed') return;
    if (news === 'quiet') yield frame({ event: 'heartbeat', data: '{}' });
    // A halt file is no change that the journal numbers, so a quiet moment is for it.
    if (news === 'news' && hub.tradingChange() === tradingChange) continue;
    tradingChange = hub.tradingChange();
    const state = toJson(await parts.tradingState());
    if (state === shownState) continue;
    shownState = state;
    yield frame({ event: 'trading-state', data: state });
  }
}

function eventJson({ sequence, name, atMs, trade }: SequencedEvent) {
  return { sequence, key: trade.key, name, atMs, trade: summarize(trade) };
}

interface Frame {
  readonly event: string;
  readonly id?: number;
  /** JSON, and so a single line. */
  readonly data: string;
}

function frame({ event, id, data }: Frame): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${data}\n\n`;
}
