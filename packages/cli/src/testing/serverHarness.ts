import type { AnyExecutionRequest, ExecutionResult } from '@quantbot/core';
import type {
  EndpointHealth,
  SourceHealth,
  JournalFeed,
  TradeHistory,
  TradeRecord,
  TradingChange,
  TradingStateDecision,
  TradingStateReport,
} from '@quantbot/executor';
import { onTestFinished } from 'vitest';

import { createServerLogger } from '../platform/serverLogger.ts';
import { systemTimers } from '../platform/timers.ts';
import { createServer } from '../server/createServer.ts';
import { createEventHub } from '../server/events/eventHub.ts';
import { DEFAULT_BOUNDS, type ServerApplication, type ServerParts } from '../server/serverParts.ts';
import { StageTimes } from '../server/statistics/stageTimes.ts';
import { createTokenBook } from '../server/tokens/tokenBook.ts';
import { addToken } from '../server/tokens/tokenFile.ts';
import { SCOPES, type Scope } from '../server/tokens/tokenRecord.ts';
import { LANDED } from './records.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

/** Wall time of the servers of tests. */
export const SERVER_NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

/** An executor that answers what a test tells it to, and keeps what it was asked. */
class ScriptedExecution {
  readonly requests: AnyExecutionRequest[] = [];
  readonly decisions: TradingStateDecision[] = [];
  answer: ExecutionResult | (() => Promise<ExecutionResult>) = LANDED;
  report: TradingStateReport = { state: 'active', openTrades: 0 };

  readonly execute = async (request: AnyExecutionRequest): Promise<ExecutionResult> => {
    this.requests.push(request);
    return typeof this.answer === 'function' ? this.answer() : this.answer;
  };
  readonly isAvailable = async (): Promise<boolean> => this.report.state === 'active';
  readonly tradingState = async (): Promise<TradingStateReport> => this.report;
  health: readonly EndpointHealth[] = [];
  readonly endpointHealth = async () => this.health;
  sources: readonly SourceHealth[] = [];
  readonly sourceHealth = async () => this.sources;
  readonly changeTradingState = async (decision: TradingStateDecision) => {
    this.decisions.push(decision);
    const { state, by, reason, inFlight = 'reduce-only' } = decision;
    const change: TradingChange = {
      number: 1,
      atMs: SERVER_NOW_MS,
      state,
      by,
      reason,
      inFlight,
      origin: 'person',
    };
    this.report = { state, openTrades: 0, change };
    return { ...this.report, change, inFlight: [] };
  };
}

/** A journal that a test fills. */
class ScriptedFeed {
  readonly trades: TradeRecord[] = [];
  readonly histories = new Map<string, TradeHistory>();
  readonly changes: TradingChange[] = [];
  events: Array<ReturnType<JournalFeed['eventsAfter']>[number]> = [];
  readonly searches: Array<Parameters<JournalFeed['search']>[0]> = [];

  /** The reading side that a server gets; what a test did not think of is not there. */
  asFeed(parts: Partial<JournalFeed> = {}): JournalFeed {
    const feed: Partial<JournalFeed> = {
      path: 'memory',
      latestSequence: () => this.events.at(-1)?.sequence ?? 0,
      eventsAfter: (sequence, limit) =>
        this.events.filter((event) => event.sequence > sequence).slice(0, limit),
      findByKey: (key, mode) =>
        this.trades.find((trade) => trade.key === key && trade.mode === mode),
      history: (tradeId) => this.histories.get(tradeId),
      search: (search) => {
        this.searches.push(search);
        return { trades: this.trades.slice(0, search.limit), next: { createdAtMs: 7, row: 3 } };
      },
      tradingChanges: ({ limit }) => this.changes.slice(0, limit),
      ...parts,
    };
    return feed as JournalFeed;
  }
}

/** A server of the running test, without a socket. */
export interface ServerHarness {
  readonly app: ServerApplication;
  readonly execution: ScriptedExecution;
  readonly journal: ScriptedFeed;
  readonly tokens: Readonly<Record<Scope, string>>;
  readonly tokensPath: string;
  readonly clock: { nowMs: number };
  readonly closing: AbortController;
  /** Lines that were logged. */
  readonly logged: string[];
  /** Headers of a request that is let in. */
  headers(scope: Scope, more?: Record<string, string>): Record<string, string>;
}

/** Makes a server whose executor and journal a test scripts. */
export async function openServerHarness(
  parts: Partial<ServerParts> = {},
  feedParts: Partial<JournalFeed> = {},
): Promise<ServerHarness> {
  const tokensPath = `${temporaryDirectory()}/tokens.json`;
  const made = SCOPES.map((scope) => [
    scope,
    addToken(tokensPath, { name: `the-${scope}`, scopes: [scope] }, SERVER_NOW_MS).text,
  ]);
  const tokens = Object.fromEntries(made) as Record<Scope, string>;
  const execution = new ScriptedExecution();
  const journal = new ScriptedFeed();
  const clock = { nowMs: SERVER_NOW_MS };
  const closing = new AbortController();
  const logged: string[] = [];
  const feed = journal.asFeed(feedParts);
  const app = await createServer({
    execution,
    feed,
    isOwned: () => true,
    hub: createEventHub({ feed, timers: systemTimers }),
    tokens: createTokenBook(tokensPath),
    names: { hosts: new Set(['localhost']), origins: new Set(), scheme: 'http' },
    clock: { nowMs: () => clock.nowMs },
    facts: {
      version: '1.2.3',
      cluster: 'sandbox',
      dryRun: false,
      mode: 'live',
      limits: undefined,
      haltFilePath: '/data/HALT',
      operators: new Map([['http://node.example', 'operator-1']]),
    },
    bounds: DEFAULT_BOUNDS,
    stageTimes: new StageTimes(),
    nextTurn: async () => undefined,
    logger: createServerLogger('debug', { write: (line) => void logged.push(line) }),
    closing: closing.signal,
    ...parts,
  });
  onTestFinished(async () => {
    closing.abort();
    await app.close();
  });
  const headers = (scope: Scope, more: Record<string, string> = {}) => ({
    host: 'localhost',
    authorization: `Bearer ${tokens[scope]}`,
    ...more,
  });
  return { app, execution, journal, tokens, tokensPath, clock, closing, logged, headers };
}
