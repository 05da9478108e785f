import type { TradeEvent } from './tradeEvents.ts';

/**
 * Whether the event lets something be signed or sent that may not be. What forbids signatures (a
 * broken journal, a halt) forbids these, and not the record of a signature that is on chain already.
 */
export function isNewSignature(event: TradeEvent): boolean {
  return (
    event.name === 'AttemptPrepared' || (event.name === 'AttemptSigned' && event.found !== true)
  );
}
