import {
  assertNever,
  fault,
  faultResult,
  isFault,
  outcomeOf,
  reasonOf,
  snapshotRequest,
  type AnyExecutionRequest,
  type ErrorCode,
  type ExecutionPort,
  type ExecutionResult,
  type SpanEmission,
} from '@quantbot/core';

import { guardTelemetry } from '../adapters/guardTelemetry.ts';
import type { ProductionPorts } from '../context/ports.ts';

/** A trade that was refused, failed or cannot be told yet. */
export interface TradeNotExecuted<Kind extends string> {
  readonly kind: Kind;
  /** Why, `undefined` when the adapter gave no code. */
  readonly code: ErrorCode | undefined;
  readonly result: ExecutionResult;
}

/**
 * What a strategy does next depends on which of these it got:
 *
 * - `executed`: the position moved (or, in dry-run, would have).
 * - `denied`: refused before anything was signed; `result.keyReusable` says whether the key may be
 *   used again.
 * - `failed`: proven by the chain that no position moved.
 * - `unknown`: it may still land. Ask again with the same key; never trade under another.
 * - `unavailable`: the adapter takes no trades now; nothing was started.
 */
export type TradeOutcome =
  | { readonly kind: 'executed'; readonly result: ExecutionResult }
  | TradeNotExecuted<'denied'>
  | TradeNotExecuted<'failed'>
  | TradeNotExecuted<'unknown'>
  | { readonly kind: 'unavailable'; readonly result?: ExecutionResult };

/** The ports that a trade needs. */
export type TradePorts = Pick<ProductionPorts, 'execution' | 'telemetry' | 'clock'>;

/**
 * Asks for one trade and says what became of it, as one event, one metric and one span.
 *
 * A request with a key is passed on even while the adapter is unavailable: the adapter answers a
 * known key from its record, and that is how an unknown outcome is seen through.
 *
 * @returns an outcome, always; a port that rejects is an `unknown` outcome, because nobody can say
 * what it did before.
 */
export async function runTradeWorkflow(
  request: AnyExecutionRequest,
  ports: TradePorts,
): Promise<TradeOutcome> {
  const telemetry = guardTelemetry(ports.telemetry);
  const guarded: TradePorts = { ...ports, telemetry };
  const span = telemetry.startSpan('trade', 'execution');
  const startedAtMs = ports.clock.nowMs();
  const asked = snapshotRequest(request);
  const outcome = isFault(asked) ? classify(faultResult(asked)) : await askForTrade(asked, guarded);
  const durationMs = ports.clock.nowMs() - startedAtMs;
  report(guarded, { request: isFault(asked) ? {} : asked, outcome, span, durationMs });
  return outcome;
}

async function askForTrade(
  request: AnyExecutionRequest,
  { execution }: TradePorts,
): Promise<TradeOutcome> {
  const available = await isAvailable(execution);
  if (!available && request.idempotencyKey === undefined) return { kind: 'unavailable' };
  let result: ExecutionResult;
  try {
    result = await execution.execute(request);
  } catch (cause) {
    result = faultResult(fault('INTERNAL__UNEXPECTED', { reason: reasonOf(cause) }));
  }
  const outcome = classify(result);
  return !available && outcome.kind === 'denied' ? { kind: 'unavailable', result } : outcome;
}

async function isAvailable(execution: ExecutionPort): Promise<boolean> {
  try {
    return await execution.isAvailable();
  } catch {
    return false;
  }
}

function classify(result: ExecutionResult): TradeOutcome {
  if (result.success) return { kind: 'executed', result };
  const code = result.errorCode;
  // An adapter without codes cannot say whether something was signed, so nobody may assume not.
  if (code === undefined) return { kind: 'unknown', code, result };
  const outcome = outcomeOf(result);
  switch (outcome) {
    case 'denied':
    case 'failed':
    case 'unknown':
      return { kind: outcome, code, result };
    case 'configuration':
      return { kind: result.txSignature === undefined ? 'denied' : 'unknown', code, result };
    case 'internal':
    case 'note':
    case undefined:
      return { kind: 'unknown', code, result };
    default:
      return assertNever(outcome);
  }
}

const LEVEL = {
  executed: 'info',
  denied: 'warn',
  failed: 'warn',
  unavailable: 'warn',
  unknown: 'error',
} as const satisfies Record<TradeOutcome['kind'], string>;

function report(
  { telemetry, clock }: TradePorts,
  trade: {
    readonly request: Partial<AnyExecutionRequest>;
    readonly outcome: TradeOutcome;
    readonly span: SpanEmission;
    readonly durationMs: number;
  },
): void {
  const { request, outcome, span, durationMs } = trade;
  const { result, kind } = outcome;
  const endTime = clock.nowMs();
  const labels = { outcome: kind, side: request.side ?? '', code: result?.errorCode ?? 'none' };
  telemetry.emitEvent({
    name: `workflow.trade.${kind}`,
    level: LEVEL[kind],
    message: result?.error ?? (kind === 'executed' ? 'The trade ran.' : 'No trade was started.'),
    timestamp: endTime,
    context: {
      ...labels,
      tokenAddress: request.tokenAddress ?? '',
      key: result?.idempotencyKey ?? request.idempotencyKey ?? '',
      signature: result?.txSignature ?? '',
      dryRun: result?.dryRun ?? false,
      deduplicated: result?.deduplicated ?? false,
    },
  });
  telemetry.emitMetric({
    name: 'quantbot_workflow_trades_total',
    type: 'counter',
    value: 1,
    labels,
  });
  telemetry.endSpan({
    ...span,
    endTime,
    durationMs,
    status: kind === 'executed' ? 'ok' : 'error',
    attributes: { ...span.attributes, ...labels },
  });
}
