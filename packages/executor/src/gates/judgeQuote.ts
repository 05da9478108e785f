import type { Fault } from '@quantbot/core';

import type { CompiledLimits } from '../config/executionAdapterConfig.ts';
import { judges, type QuoteFacts } from './gate.ts';
import { QUOTE_GATES } from './gates.ts';

/** First refusal of the gates that need chain and quote, `undefined` when there is none. */
export function judgeQuote(
  facts: QuoteFacts,
  limits: CompiledLimits | undefined,
): Fault | undefined {
  if (limits === undefined) return undefined;
  for (const gate of QUOTE_GATES) {
    const refusal = judges(gate, facts.side, limits) ? gate.judge(facts, limits) : undefined;
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
