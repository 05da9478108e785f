import * as fc from 'fast-check';

import { FIXTURE_NOW_MS, fixtureEvents, fixtureReceived } from './journalFixtures.ts';
import {
  applyEvent,
  attemptsMade,
  liveAttempt,
  livePrepared,
  startTrade,
  type TradeRecord,
} from '../journal/tradeRecord.ts';
import type { TradeEvent } from '../journal/tradeEvents.ts';

const STEPS_MAX = 24;

/** Sequences of events that can follow the first one of a trade, as the pipeline may write them. */
export function legalEvents(): fc.Arbitrary<readonly TradeEvent[]> {
  return fc.array(fc.nat({ max: 1_000 }), { maxLength: STEPS_MAX }).map((choices) => {
    const received = fixtureReceived();
    let trade: TradeRecord = startTrade(
      { tradeId: 'trade-1', version: 1, atMs: FIXTURE_NOW_MS, event: received },
      received,
    );
    const events: TradeEvent[] = [];
    for (const choice of choices) {
      const candidates = candidatesFor(trade);
      const event = candidates[choice % Math.max(candidates.length, 1)];
      if (event === undefined) break;
      events.push(event);
      trade = next(trade, event);
    }
    return events;
  });
}

function candidatesFor(trade: TradeRecord): TradeEvent[] {
  const live = liveAttempt(trade) ?? livePrepared(trade);
  const number = live?.number ?? attemptsMade(trade) + 1;
  return fixtureEvents(number).filter((event) => isAllowed(trade, event));
}

function isAllowed(trade: TradeRecord, event: TradeEvent): boolean {
  try {
    next(trade, event);
    return true;
  } catch {
    return false;
  }
}

function next(trade: TradeRecord, event: TradeEvent): TradeRecord {
  const { tradeId, version } = trade;
  return applyEvent(trade, { tradeId, version: version + 1, atMs: FIXTURE_NOW_MS, event });
}
