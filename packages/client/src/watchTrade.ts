import {
  isErrorCode,
  TRADE_STATUSES,
  type ExecutionResult,
  type TradeStatus,
} from '@quantbot/core';

import { backoffMs } from './backoffMs.ts';
import type { CompiledOptions } from './clientOptions.ts';
import { exchange, type ServerReply } from './exchange.ts';
import { fieldsOf, problemOf, readReply, type ExecutionReading } from './readReply.ts';
import type { RemoteMode } from './remoteTrade.ts';
import { unknownOutcome } from './unknownOutcome.ts';

/** A trade that the server has and that is not decided yet. */
export interface OpenTrade {
  readonly key: string;
  /** Monotonic time at which the caller's wait is over. */
  readonly untilMs: number;
  /** What the server said last. */
  readonly last: Extract<ExecutionReading, { kind: 'open' }>;
  /** Asks for the result of a trade that is decided. */
  readonly ask: () => Promise<ExecutionReading>;
}

const POLL_MS_FIRST = 250;
const POLL_MS_MAX = 2_000;
const NOT_FOUND = 404;

/** States in which the server has a result to give. */
const DECIDED: ReadonlySet<TradeStatus> = new Set([
  'denied',
  'settling',
  'filled',
  'failed',
  'cancelled',
  'conflicted',
  'resolved',
]);

/**
 * Looks at a trade until it is decided or the caller's wait is over. What the server said last of
 * it, with the signature that may still land, is the answer then.
 */
export async function watchTrade(
  options: CompiledOptions,
  trade: OpenTrade,
): Promise<ExecutionResult> {
  const { platform } = options;
  let { last } = trade;
  let failures = 0;
  let pauseMs = POLL_MS_FIRST;
  for (;;) {
    const leftMs = trade.untilMs - platform.monotonicMs();
    if (pauseMs >= leftMs) return last.result ?? unknownOutcome(trade.key, last.reason);
    await platform.delay(pauseMs);
    const seen = await look(options, trade);
    if (seen.kind === 'final') return seen.result;
    if (seen.kind === 'refused') return unknownOutcome(trade.key, seen.message);
    if (seen.kind === 'open') last = { ...seen, result: seen.result ?? last.result };
    else last = { ...last, reason: seen.reason };
    failures = seen.kind === 'again' ? failures + 1 : 0;
    pauseMs =
      seen.kind === 'again'
        ? Math.max(seen.retryAfterMs ?? 0, backoffMs(failures, platform.random()))
        : Math.min(POLL_MS_MAX, pauseMs * 1.5);
  }
}

type Seen =
  | Exclude<ExecutionReading, { kind: 'again' }>
  | { readonly kind: 'again'; readonly reason: string; readonly retryAfterMs?: number };

async function look(options: CompiledOptions, trade: OpenTrade): Promise<Seen> {
  const timeoutMs = Math.max(
    1,
    Math.min(options.requestMs, trade.untilMs - options.platform.monotonicMs()),
  );
  const mode = modeOf(trade);
  const query = mode === undefined ? '' : `?mode=${mode}`;
  const path = `/v1/executions/${encodeURIComponent(trade.key)}${query}`;
  const reply = await exchange(options, { method: 'GET', path, timeoutMs });
  if (reply.kind === 'lost') return { kind: 'again', reason: reply.reason };
  const { status } = reply;
  if (status >= 200 && status < 300) return readTrade(reply, trade);
  const message = problemOf(reply.body).text(status);
  if (status === NOT_FOUND) {
    const gone = 'the server took the trade and knows nothing of it now';
    return { kind: 'refused', status, code: undefined, message: `${gone}: ${message}` };
  }
  // A token that is renewed, or a server that starts, is no word about a trade that is under way.
  const { retryAfterMs } = reply;
  return {
    kind: 'again',
    reason: message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

async function readTrade(reply: ServerReply, trade: OpenTrade): Promise<Seen> {
  const found = tradeFields(reply.body);
  const mode = modeOf(trade);
  if (mode !== undefined && found['mode'] !== undefined && found['mode'] !== mode) {
    const message = `the server took a ${mode} trade and shows the other one of this key`;
    return { kind: 'refused', status: reply.status, code: undefined, message };
  }
  const status = TRADE_STATUSES.find((known) => known === found['status']);
  if (status === undefined) {
    return { kind: 'again', reason: `status ${reply.status} without a trade that is known here` };
  }
  if (!DECIDED.has(status)) {
    return { kind: 'open', result: undefined, reason: `the trade is ${status}` };
  }
  const stored = readReply({ ...reply, body: found }, trade.key);
  const isAnswer = stored.kind === 'final' && isSettled(stored.result, status);
  return isAnswer ? stored : trade.ask();
}

/** One key may name a live trade and a dry one: which of them the server said that it took. */
function modeOf({ last }: OpenTrade): RemoteMode | undefined {
  const isDry = last.result?.dryRun;
  if (isDry === undefined) return undefined;
  return isDry ? 'dry' : 'live';
}

/** Whether a stored answer speaks of the state the trade is in, and not of an earlier one. */
function isSettled({ success, errorCode }: ExecutionResult, status: TradeStatus): boolean {
  if (status === 'settling' || status === 'filled') return success;
  return status === 'failed' && !success && errorCode !== undefined && isErrorCode(errorCode);
}

/** The trade in a body: `status --json` puts it beside its attempts and events. */
export function tradeFields(body: unknown): Readonly<Record<string, unknown>> {
  const outer = fieldsOf(fieldsOf(body)['trade']);
  return outer['status'] === undefined ? fieldsOf(outer['trade']) : outer;
}
