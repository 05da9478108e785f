import type { Signal } from '@preact/signals';

import { followEvents, type StreamMessage } from '../api/followEvents.ts';
import {
  createServerApi,
  TRADES_SHOWN_MAX,
  type Answer,
  type Problem,
  type ServerApi,
  type TradingOrder,
} from '../api/serverApi.ts';
import type { Browser } from '../platform/browser.ts';
import { tradeNewsShape } from '../wire/tradeShapes.ts';
import { tradingShape, type Trading } from '../wire/tradingShapes.ts';
import type { ConsoleStore, Reading } from './consoleStore.ts';
import { forgetReadings } from './consoleStore.ts';
import { mergeTrades } from './tradeList.ts';
import { tradeOfNews } from './tradeOfNews.ts';

/** What a person can have the page do. */
export interface ConsoleActions {
  /** Goes on with the token of the tab, if it has one. */
  begin(): void;
  useToken(token: string): void;
  forgetToken(problem?: Problem): void;
  select(key: string | undefined): void;
  decide(order: TradingOrder): Promise<void>;
  showWindow(windowMs: number): void;
}

const TOKEN_NAME = 'quantbot token';
/** Figures that trades change. */
const FIGURES_EVERY_MS = 5000;
/** Figures worked out over many trades. */
const CHARTS_EVERY_MS = 10_000;
/** News come in bursts; figures are read once for a burst. */
const NEWS_SETTLE_MS = 400;
const CLOCK_EVERY_MS = 1000;

/** Connects the page to the server: who asks what, when, and where the answers go. */
export function createConsoleSession(store: ConsoleStore, browser: Browser): ConsoleActions {
  let session: Session | undefined;
  const end = () => {
    session?.stop();
    session = undefined;
    forgetReadings(store);
  };
  const forgetToken = (problem?: Problem) => {
    end();
    browser.memory.removeItem(TOKEN_NAME);
    store.token.value = undefined;
    store.tokenProblem.value = problem;
  };
  const useToken = (given: string) => {
    end();
    const token = given.trim();
    store.tokenProblem.value = undefined;
    store.token.value = token;
    browser.memory.setItem(TOKEN_NAME, token);
    const api = createServerApi(browser, token);
    const begun: Session = {
      store,
      browser,
      token,
      api,
      forgetToken,
      isCurrent: () => session === begun,
      tradingTold: 0,
      stop: () => {},
    };
    session = begun;
    void startSession(begun);
  };
  return {
    begin: () => {
      every(browser, CLOCK_EVERY_MS, () => {
        store.nowMs.value = browser.nowMs();
      });
      const token = browser.memory.getItem(TOKEN_NAME);
      if (token !== null) useToken(token);
    },
    useToken,
    forgetToken,
    select: (key) => {
      if (store.selectedKey.value === key) return;
      store.selectedKey.value = key;
      if (key !== undefined) store.cursorKey.value = key;
      store.history.value = {};
      if (key !== undefined && session !== undefined) void readHistory(session, key);
    },
    decide: async (order) => {
      if (session !== undefined) await decide(session, order);
    },
    showWindow: (windowMs) => {
      store.windowMs.value = windowMs;
      if (session !== undefined) void readCharts(session);
    },
  };
}

/** One token in use. */
interface Session {
  readonly store: ConsoleStore;
  readonly browser: Browser;
  readonly token: string;
  readonly api: ServerApi;
  readonly forgetToken: (problem?: Problem) => void;
  /** What an ended session asked for is not shown. */
  readonly isCurrent: () => boolean;
  /** How often the trading state was told: an answer that was asked for before that is older. */
  tradingTold: number;
  stop: () => void;
}

/** Asks one question first: a token that is refused is refused once. */
async function startSession(session: Session): Promise<void> {
  const { store, api } = session;
  await read(session, store.health, api.health());
  if (session.isCurrent()) session.stop = startReading(session);
}

async function decide(session: Session, order: TradingOrder): Promise<void> {
  const { store, api } = session;
  store.decision.value = { kind: 'asked', order };
  const answer = await api.decide(order);
  if (!session.isCurrent()) return;
  if (!answer.ok) {
    const { problem } = answer;
    const isRefusal = problem.status >= 400 && problem.status < 500;
    store.decision.value = { kind: isRefusal ? 'refused' : 'unknown', problem };
    if (!isRefusal) await readTrading(session);
    return;
  }
  takeTrading(session, answer.value);
  store.decision.value = { kind: 'taken', order, outcome: answer.value };
}

/** Reads and follows until it is called off. */
function startReading(context: Session): () => void {
  const { store, browser, token } = context;
  let cancelNews: (() => void) | undefined;
  // The first of a burst decides when: put off by each that follows, figures would stand still for
  // as long as trades keep coming.
  const onNews = () => {
    cancelNews ??= browser.after(NEWS_SETTLE_MS, () => {
      cancelNews = undefined;
      void readFigures(context);
    });
  };
  const stops = [
    every(browser, FIGURES_EVERY_MS, () => void readFigures(context)),
    every(browser, CHARTS_EVERY_MS, () => void readCharts(context)),
    followEvents(browser, token, {
      onOpen: (resumed) => {
        heard(context);
        // What happened before the first connection is in the list and not in the stream.
        if (!resumed) void readTrades(context);
      },
      onWord: () => {
        heard(context);
      },
      onMessage: (message) => {
        takeMessage(context, message, onNews);
      },
      onLost: ({ reason, retryMs }) => {
        const { lastWordAtMs } = store.connection.value;
        store.connection.value = {
          kind: 'lost',
          reason,
          retryAtMs: browser.nowMs() + retryMs,
          ...(lastWordAtMs === undefined ? {} : { lastWordAtMs }),
        };
      },
      onRefused: (problem) => {
        context.forgetToken(problem);
      },
    }),
  ];
  void readFigures(context).then(async () => readCharts(context));
  return () => {
    cancelNews?.();
    for (const stop of stops) stop();
  };
}

function heard({ store, browser }: Session): void {
  store.connection.value = { kind: 'live', lastWordAtMs: browser.nowMs() };
}

function takeMessage(context: Session, { name, data }: StreamMessage, onNews: () => void): void {
  const { store } = context;
  switch (name) {
    case 'trade': {
      const read = tradeNewsShape.safeParse(JSON.parse(data));
      if (!read.success) {
        // News that cannot be read are still news: the list says the same in another way.
        void readTrades(context);
        return;
      }
      const { key } = read.data;
      store.trades.value = mergeTrades(
        store.trades.value,
        [tradeOfNews(read.data)],
        TRADES_SHOWN_MAX,
      );
      if (key === store.selectedKey.value) void readHistory(context, key);
      onNews();
      return;
    }
    case 'trading-state': {
      const read = tradingShape.safeParse(JSON.parse(data));
      if (read.success) takeTrading(context, read.data);
      else onNews();
      return;
    }
    case 'reset':
      void readTrades(context);
      void readFigures(context);
      return;
    default:
  }
}

async function readTrades(context: Session): Promise<void> {
  const { store, browser, api } = context;
  const answer = await api.trades();
  if (!context.isCurrent()) return;
  if (!answer.ok) {
    note(context, store.tradesReading, answer);
    return;
  }
  store.trades.value = mergeTrades(store.trades.value, answer.value, TRADES_SHOWN_MAX);
  store.tradesReading.value = { value: answer.value.length, atMs: browser.nowMs() };
}

async function readFigures(context: Session): Promise<void> {
  const { store, api } = context;
  await Promise.all([
    readTrading(context),
    read(context, store.positions, api.positions()),
    read(context, store.limits, api.limits()),
    read(context, store.health, api.health()),
  ]);
  if (store.tradesReading.value.problem !== undefined) await readTrades(context);
}

async function readCharts(context: Session): Promise<void> {
  const { store, api } = context;
  await Promise.all([
    read(context, store.statistics, api.statistics(store.windowMs.value)),
    // Where there is none, asking would be an error in the browser's console every time.
    ...(store.health.value.value?.rollout === true
      ? [read(context, store.rollout, api.rollout())]
      : []),
  ]);
}

function takeTrading(context: Session, value: Trading): void {
  const { store, browser } = context;
  context.tradingTold += 1;
  store.trading.value = { value, atMs: browser.nowMs() };
}

/** What was decided meanwhile is newer than an answer that was asked for before. */
async function readTrading(context: Session): Promise<void> {
  const { store, api, tradingTold } = context;
  const answer = await api.trading();
  if (context.isCurrent() && context.tradingTold === tradingTold) {
    note(context, store.trading, answer);
  }
}

async function readHistory(context: Session, key: string): Promise<void> {
  const { store, browser, api } = context;
  const answer = await api.trade(key);
  if (!context.isCurrent() || store.selectedKey.value !== key) return;
  if (!answer.ok) {
    note(context, store.history, answer);
    return;
  }
  const known = store.history.value.value;
  // Two reads of one trade may arrive in either order.
  if (known === undefined || answer.value.trade.version >= known.trade.version) {
    store.history.value = { value: answer.value, atMs: browser.nowMs() };
  }
}

async function read<Value>(
  context: Session,
  into: Signal<Reading<Value>>,
  asked: Promise<Answer<Value>>,
): Promise<void> {
  const answer = await asked;
  if (!context.isCurrent()) return;
  note(context, into, answer);
}

function note<Value>(
  { browser, forgetToken }: Session,
  into: Signal<Reading<Value>>,
  answer: Answer<Value>,
): void {
  if (answer.ok) {
    into.value = { value: answer.value, atMs: browser.nowMs() };
    return;
  }
  if (answer.problem.status === 401) forgetToken(answer.problem);
  else into.value = { ...into.value, problem: answer.problem };
}

/** Works again and again, the first time after one turn. */
function every(browser: Browser, ms: number, work: () => void): () => void {
  let callOff = () => {};
  const turn = () => {
    callOff = browser.after(ms, () => {
      work();
      turn();
    });
  };
  turn();
  return () => {
    callOff();
  };
}
