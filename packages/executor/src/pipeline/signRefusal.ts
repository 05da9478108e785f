import { fault, type Fault } from '@quantbot/core';

import type { TradeRecord } from '../journal/tradeRecord.ts';
import { deadlineFault } from './nextStep.ts';

/** What is looked at right before a signature, and again right before it is written down. */
export interface SignFacts {
  readonly trade: TradeRecord;
  /** Wall time, milliseconds since the Unix epoch. */
  readonly nowMs: number;
  readonly quoteAgeMs: number;
  readonly quoteAgeMsMax: number;
  readonly isClosing: boolean;
  /** Why the wallet signs nothing now: a conflict, or what the journal does not know. */
  readonly held: Fault | undefined;
  /** Why the trading state or the breaker forbids it: a person, too many failures, the halt file. */
  readonly barred: Fault | undefined;
}

/** Why nothing may be signed for the trade now. Each of these can only forbid a signature. */
export function signRefusal(facts: SignFacts): Fault | undefined {
  const { quoteAgeMs: ageMs, quoteAgeMsMax } = facts;
  if (facts.isClosing) return fault('EXECUTOR__CLOSED');
  return (
    facts.held ??
    facts.barred ??
    deadlineFault(facts.trade, facts.nowMs) ??
    (ageMs > quoteAgeMsMax ? fault('QUOTE__STALE', { ageMs, quoteAgeMsMax }) : undefined)
  );
}
