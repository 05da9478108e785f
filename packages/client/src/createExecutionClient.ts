import {
  DEFAULT_REQUEST_RULES,
  ExecutionError,
  faultResult,
  isFault,
  snapshotRequest,
  validateRequest,
  type AnyExecutionRequest,
  type ExecutionPort,
  type ExecutionResult,
} from '@quantbot/core';

import {
  compileOptions,
  type CompiledOptions,
  type ExecutionClientOptions,
} from './clientOptions.ts';
import { exchange, type ServerRequest } from './exchange.ts';
import { executeRemotely } from './executeRemotely.ts';
import { fieldsOf, problemOf } from './readReply.ts';
import { tradeFields } from './watchTrade.ts';
import type {
  RemoteTrade,
  RemoteTradingOutcome,
  RemoteTradingState,
  TradeFilter,
  TradePage,
  TradingDecision,
} from './remoteTrade.ts';

/** An {@link ExecutionPort} whose adapter is in another process, with what else its server tells. */
export interface ExecutionClient extends ExecutionPort {
  /**
   * Trades once through the server and answers what happened.
   *
   * A request without a key gets one, a random UUID, before its first byte leaves; the answer names
   * it. Lost answers, statuses 5xx and 429 are repeated with that key until the trade is decided or
   * `waitMs` is over; other statuses 4xx, but for 408, never are. Each repeat carries what is left of `deadlineMs`.
   *
   * The first request gets two seconds to arrive, however short `waitMs` is.
   *
   * @returns `CONFIRM__OUTCOME_UNKNOWN` with the key when the wait ended and the trade may have been
   * made: ask again with that key, whenever. `CLIENT__SERVER_UNREACHABLE` when the server certainly
   * has nothing of it.
   */
  execute(request: AnyExecutionRequest): Promise<ExecutionResult>;
  /** Whether the server takes trades now. `false` when it cannot be asked. */
  isAvailable(): Promise<boolean>;
  /**
   * Looks a trade up by its key.
   *
   * @returns `undefined` when the server does not know the key.
   * @throws ExecutionError `CLIENT__*` when it cannot be asked.
   */
  lookup(key: string): Promise<RemoteTrade | undefined>;
  /** The newest trades first, a page at a time. Throws as {@link ExecutionClient.lookup} does. */
  list(filter?: TradeFilter): Promise<TradePage>;
  /** What may be traded now. Throws as {@link ExecutionClient.lookup} does. */
  tradingState(): Promise<RemoteTradingState>;
  /**
   * Halts, reduces or activates trading; needs the scope `control`. Throws likewise.
   *
   * @returns whether it holds, and what can still land.
   */
  decideTrading(decision: TradingDecision): Promise<RemoteTradingOutcome>;
}

const LOOK_MS = 10_000;
const NOT_FOUND = 404;
/** Ceilings are the server's to know; what no server takes is refused before anything is sent. */
const RULES = { ...DEFAULT_REQUEST_RULES, slippageBpsMax: 10_000 };

/**
 * Makes a client of `quantbot serve`.
 *
 * @example
 * ```ts
 * const execution = createExecutionClient({ url: 'http://127.0.0.1:8484', token });
 * const result = await execution.execute({ tokenAddress, chain: 'solana', side: 'buy', amount: 0.1 });
 * ```
 *
 * @throws ExecutionError `CONFIG__FIELD_INVALID` for an address that would show the token, and for
 * everything else that is wrong with the options.
 */
export function createExecutionClient(given: ExecutionClientOptions): ExecutionClient {
  const options = compileOptions(given);
  return {
    execute: async (request) => execute(options, request),
    isAvailable: async () => {
      const asked = { method: 'GET', path: '/readyz', timeoutMs: LOOK_MS } as const;
      const reply = await exchange(options, asked);
      return reply.kind === 'reply' && reply.status === 200;
    },
    lookup: async (key) => {
      const path = `/v1/executions/${encodeURIComponent(key)}`;
      const body = await ask(options, { method: 'GET', path, missing: NOT_FOUND });
      return body === undefined ? undefined : (tradeFields(body) as unknown as RemoteTrade);
    },
    list: async (filter = {}) => {
      const query = Object.entries(filter).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]);
      const path = `/v1/executions?${new URLSearchParams(query).toString()}`;
      return (await ask(options, { method: 'GET', path })) as TradePage;
    },
    tradingState: async () =>
      (await ask(options, { method: 'GET', path: STATE_PATH })) as RemoteTradingState,
    decideTrading: async (decision) =>
      (await ask(options, {
        method: 'PUT',
        path: STATE_PATH,
        body: decision,
      })) as RemoteTradingOutcome,
  };
}

const STATE_PATH = '/v1/trading-state';

async function execute(options: CompiledOptions, given: unknown): Promise<ExecutionResult> {
  const request = snapshotRequest(given);
  if (isFault(request)) return faultResult(request);
  const refused = validateRequest(request, RULES);
  if (refused !== undefined) return faultResult(refused);
  const isKeyOurs = request.idempotencyKey === undefined;
  const key = request.idempotencyKey ?? options.platform.uniqueId();
  return executeRemotely(options, { key, isKeyOurs, request });
}

async function ask(
  options: CompiledOptions,
  asked: Omit<ServerRequest, 'timeoutMs'> & { readonly missing?: number },
): Promise<unknown> {
  const reply = await exchange(options, { ...asked, timeoutMs: LOOK_MS });
  const server = options.url;
  if (reply.kind === 'lost') {
    throw reply.mayHaveArrived
      ? new ExecutionError('CLIENT__ANSWER_UNREADABLE', { server, reason: reply.reason })
      : new ExecutionError('CLIENT__SERVER_UNREACHABLE', {
          server,
          reason: reply.reason,
          waitedMs: LOOK_MS,
        });
  }
  const { status, body } = reply;
  if (status === asked.missing) return undefined;
  if (status < 200 || status >= 300) {
    const reason = problemOf(body).text(status).replace(/\.$/u, '');
    throw new ExecutionError('CLIENT__REQUEST_REFUSED', { server, status, reason });
  }
  if (Object.keys(fieldsOf(body)).length === 0) {
    const reason = `status ${status} without a JSON object`;
    throw new ExecutionError('CLIENT__ANSWER_UNREADABLE', { server, reason });
  }
  return body;
}
