import type { ExecutionError } from '@quantbot/core';

import { isLive } from '../journal/attemptMachine.ts';
import type { TradeRecord } from '../journal/tradeRecord.ts';
import type { ExecutorTelemetry } from '../pipeline/executorTelemetry.ts';

/**
 * Says aloud that the journal is broken and what can still land: the open signatures, each with the
 * height after which it cannot. They may be nowhere else.
 */
export function reportBrokenJournal(
  telemetry: Pick<ExecutorTelemetry, 'event'>,
  cause: ExecutionError,
  trades: readonly TradeRecord[],
): void {
  const open = trades.flatMap(({ key, attempts }) =>
    attempts
      .filter(({ status }) => isLive(status))
      .map(({ signature, deathHeight }) => ({ key, signature, deathHeight })),
  );
  const following = `${open.length} open signatures are followed from memory`;
  const message = `${cause.message} Nothing is signed any more; ${following}.`;
  telemetry.event('error', 'execution.journal.broken', { message, code: cause.code });
  for (const { key, signature, deathHeight } of open) {
    telemetry.event('error', 'execution.journal.open_signature', {
      message: `trade ${key}: ${signature} can land until block height ${deathHeight}`,
      key,
      signature,
      deathHeight,
    });
  }
}
