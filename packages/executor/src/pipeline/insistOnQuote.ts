import { isFault, type Fault } from '@quantbot/core';

import { attemptsMade, type TradeRecord } from '../journal/tradeRecord.ts';
import type { SwapQuote, SwapQuoteRequest } from '../venues/swapVenue.ts';
import type { ExecutorParts } from './executorParts.ts';

/** Times that a venue is asked for a trade that was never signed, and for one that was. */
const ASKS_MAX = 2;
const ASKS_AFTER_DEATH_MAX = 4;

/** Milliseconds before a venue is asked for the third and any later time. */
const PAUSE_MS = 500;

/**
 * Asks the venue, and again where it did not answer: a kept connection that the other side has just
 * closed loses a question, and a question moves no money. A refusal of a trade that was never signed
 * costs its caller nothing, so that it is soon given. One whose attempts are dead would end for good
 * on it; it asks more often, with pauses, inside its deadline, and also a venue that is busy.
 *
 * @returns the quote, or what the venue came to at the last time it was asked.
 */
export async function insistOnQuote(
  { venue, config, deadlineClock, closing }: ExecutorParts,
  trade: TradeRecord,
  request: SwapQuoteRequest,
): Promise<SwapQuote | Fault> {
  const hasDied = attemptsMade(trade) > 0;
  const asksMax = hasDied ? ASKS_AFTER_DEATH_MAX : ASKS_MAX;
  let answer = await venue.quote(request, closing);
  for (let asks = 1; asks < asksMax && isLost(answer, hasDied); asks += 1) {
    const pauseMs = asks > 1 || !isUnheard(answer) ? PAUSE_MS : 0;
    if (closing.aborted || deadlineClock.nowMs() + pauseMs >= trade.deadlineAtMs) break;
    if (pauseMs > 0) await config.platform.delay(pauseMs, closing);
    answer = await venue.quote(request, closing);
  }
  return answer;
}

function isLost(answer: SwapQuote | Fault, hasDied: boolean): answer is Fault {
  return isUnheard(answer) || (hasDied && isFault(answer) && answer.code === 'QUOTE__REFUSED');
}

function isUnheard(answer: SwapQuote | Fault): answer is Fault {
  return isFault(answer) && answer.code === 'QUOTE__UNAVAILABLE';
}
