import { fault, faultResult, type ExecutionResult } from '@quantbot/core';

import type { Fill } from '../journal/tradeEvents.ts';
import { attemptsMade, type RecordedResolution, type TradeRecord } from '../journal/tradeRecord.ts';
import { faultyResult, successResult } from './tradeResult.ts';

/**
 * Answer of a trade that a person has decided about. It says no more than is known: figures of a
 * landing only where the chain still tells them.
 */
export function resolvedResult(
  trade: TradeRecord,
  resolution: RecordedResolution,
  fill: Fill | undefined,
): ExecutionResult {
  switch (resolution.as) {
    case 'landed':
      return fill === undefined
        ? landedUnread(trade, resolution)
        : successResult(trade, fill, {
            status: 'resolved',
            finality: 'finalized',
            witnesses: 1,
          });
    case 'dead': {
      const { signature, by, reason } = resolution;
      const problem = fault('RESOLVE__HELD_FOR_DEAD', { key: trade.key, signature, by, reason });
      return faultyResult(trade, problem, 'resolved');
    }
    case 'accepted':
      return accepted(trade, resolution);
    default:
      return resolution.as satisfies never;
  }
}

/** It ran, and nobody can tell any more what it moved. */
function landedUnread(trade: TradeRecord, resolution: RecordedResolution): ExecutionResult {
  const { signature, by, reason } = resolution;
  const note = faultResult(fault('RESOLVE__FILL_UNKNOWN', { signature, by, reason }));
  return {
    ...note,
    success: true,
    status: 'resolved',
    txSignature: signature,
    idempotencyKey: trade.key,
    deduplicated: false,
    dryRun: false,
    attempts: attemptsMade(trade),
  };
}

/** A success that was answered stays one; anything else is told as it was seen. */
function accepted(trade: TradeRecord, { by, reason }: RecordedResolution): ExecutionResult {
  if (trade.result?.success === true) return { ...trade.result, status: 'resolved' };
  const { key, status } = trade;
  const problem = fault('RESOLVE__ACCEPTED', { key, status, by, reason });
  return faultyResult(trade, problem, 'resolved');
}
