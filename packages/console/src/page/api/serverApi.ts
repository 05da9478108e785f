import type * as z from 'zod/mini';

import type { Browser } from '../platform/browser.ts';
import { problemShape } from '../wire/problemShape.ts';
import { statisticsShape, type Statistics } from '../wire/statisticsShape.ts';
import {
  tradeHistoryShape,
  tradePageShape,
  type Trade,
  type TradeHistory,
} from '../wire/tradeShapes.ts';
import {
  healthShape,
  limitsShape,
  positionsShape,
  rolloutShape,
  tradingShape,
  type Health,
  type Limit,
  type Position,
  type Rollout,
  type Trading,
  type TradingState,
} from '../wire/tradingShapes.ts';

/** Why the server gave no answer that can be used, and what to do. */
export interface Problem {
  /** 0 when no answer came. */
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly next?: string;
}

/** An answer, or why there is none. */
export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

/** What becomes of signed bytes while trading is halted. */
export type InFlightChoice = 'reduce-only' | 'drop' | 'keep';

/** A decision about trading. */
export interface TradingOrder {
  readonly state: TradingState;
  readonly reason: string;
  readonly inFlight: InFlightChoice;
}

/** Everything the console asks the server for. */
export interface ServerApi {
  trades(): Promise<Answer<readonly Trade[]>>;
  trade(key: string): Promise<Answer<TradeHistory>>;
  trading(): Promise<Answer<Trading>>;
  decide(order: TradingOrder): Promise<Answer<Trading>>;
  positions(): Promise<Answer<readonly Position[]>>;
  limits(): Promise<Answer<readonly Limit[]>>;
  health(): Promise<Answer<Health>>;
  statistics(windowMs: number): Promise<Answer<Statistics>>;
  rollout(): Promise<Answer<Rollout>>;
}

/** Trades that are kept on the page. */
export const TRADES_SHOWN_MAX = 200;
const ANSWER_MS_MAX = 15_000;
/** What asks for attention however many trades came after it. */
const LASTING = ['open', 'conflicted'] as const;
/** The server looks at a part of its journal for a page: older than all of these is history. */
const PAGES_MAX = 10;

/** Speaks to the server that served the page, with a token. */
export function createServerApi(browser: Browser, token: string): ServerApi {
  const ask = createAsk(browser, token);
  return {
    trades: async () => readTrades(ask),
    trade: async (key) => ask(`/v1/executions/${encodeURIComponent(key)}`, tradeHistoryShape),
    trading: async () => ask('/v1/trading-state', tradingShape),
    decide: async ({ state, reason, inFlight }) =>
      ask('/v1/trading-state', tradingShape, {
        method: 'PUT',
        // What the server does by itself is not spelled out.
        body: JSON.stringify({
          state,
          reason,
          ...(inFlight === 'reduce-only' ? {} : { inFlight }),
        }),
      }),
    positions: async () =>
      mapAnswer(await ask('/v1/positions', positionsShape), ({ positions }) => positions),
    limits: async () => mapAnswer(await ask('/v1/limits', limitsShape), ({ limits }) => limits),
    health: async () => ask('/v1/health', healthShape),
    statistics: async (windowMs) => ask(`/v1/statistics?windowMs=${windowMs}`, statisticsShape),
    rollout: async () => ask('/v1/rollout', rolloutShape),
  };
}

/** The newest trades, and those that are not over however old they are. */
async function readTrades(ask: Ask): Promise<Answer<readonly Trade[]>> {
  const newest = ask(`/v1/executions?limit=${TRADES_SHOWN_MAX}`, tradePageShape);
  const lists = await Promise.all([
    newest.then((answer) => mapAnswer(answer, ({ trades }) => trades)),
    ...LASTING.map(async (status) => readPages(ask, status)),
  ]);
  const all: Trade[] = [];
  for (const list of lists) {
    if (!list.ok) return list;
    all.push(...list.value);
  }
  return { ok: true, value: all };
}

async function readPages(ask: Ask, status: string): Promise<Answer<readonly Trade[]>> {
  const all: Trade[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = new URLSearchParams({ status, limit: String(TRADES_SHOWN_MAX) });
    if (cursor !== undefined) query.set('cursor', cursor);
    const answer = await ask(`/v1/executions?${query.toString()}`, tradePageShape);
    if (!answer.ok) return answer;
    all.push(...answer.value.trades);
    cursor = answer.value.nextCursor ?? undefined;
    if (cursor === undefined) break;
  }
  return { ok: true, value: all };
}

type Ask = <Shape extends z.ZodMiniType>(
  path: string,
  shape: Shape,
  init?: RequestInit,
) => Promise<Answer<z.infer<Shape>>>;

function createAsk(browser: Browser, token: string): Ask {
  return async (path, shape, init = {}) => {
    const gaveUp = new AbortController();
    const callOff = browser.after(ANSWER_MS_MAX, () => {
      gaveUp.abort();
    });
    try {
      const response = await browser.fetch(path, {
        ...init,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        signal: gaveUp.signal,
        cache: 'no-store',
      });
      const text = await response.text();
      if (!response.ok) return { ok: false, problem: problemOf(response.status, text) };
      return readAnswer(path, shape, text);
    } catch (cause) {
      return { ok: false, problem: unreachable(gaveUp.signal.aborted, cause) };
    } finally {
      callOff();
    }
  };
}

function readAnswer<Shape extends z.ZodMiniType>(
  path: string,
  shape: Shape,
  text: string,
): Answer<z.infer<Shape>> {
  const read = shape.safeParse(parseJson(text));
  if (read.success) return { ok: true, value: read.data };
  const [issue] = read.error.issues;
  const field = issue?.path.join('.') ?? '';
  return {
    ok: false,
    problem: {
      status: 200,
      code: 'CONSOLE__ANSWER_NOT_UNDERSTOOD',
      message: `The answer to ${path} does not fit at "${field}": ${issue?.message ?? 'no JSON'}.`,
      next: 'Reload the page; the server may have been changed to another version.',
    },
  };
}

/** What a refusal says of itself, or what its status alone says. */
export function problemOf(status: number, text: string): Problem {
  const read = problemShape.safeParse(parseJson(text));
  if (!read.success) {
    return {
      status,
      code: `HTTP_${status}`,
      message: `The server answered with status ${status}.`,
    };
  }
  const { code, message: said, next } = read.data;
  // The message ends with the next step, which the page shows by itself.
  const message =
    next !== undefined && said.endsWith(` ${next}`) ? said.slice(0, -next.length - 1) : said;
  return { status, code, message, ...(next === undefined ? {} : { next }) };
}

function unreachable(isTooSlow: boolean, cause: unknown): Problem {
  const why = cause instanceof Error ? cause.message : String(cause);
  return {
    status: 0,
    code: 'CONSOLE__SERVER_UNREACHABLE',
    message: isTooSlow
      ? `The server gave no answer for ${ANSWER_MS_MAX / 1000} s.`
      : `The server cannot be reached: ${why}.`,
    next: 'See whether quantbot serve is running; until it answers, use quantbot halt on its machine.',
  };
}

/** The value of a text, `undefined` for one that is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function mapAnswer<From, To>(answer: Answer<From>, change: (value: From) => To): Answer<To> {
  return answer.ok ? { ok: true, value: change(answer.value) } : answer;
}
