import { ExecutionError, type TradeStatus } from '@quantbot/core';

import type { HeldPosition } from './books/bookRows.ts';
import type { BookPeriods } from './books/readBooks.ts';
import type { AdmissionSnapshot, Journal } from './journal.ts';
import type { TradeEvent } from './tradeEvents.ts';
import { isTerminal } from './tradeMachine.ts';
import type { TradeRecord } from './tradeRecord.ts';
import { createTradeWriter } from './tradeWriter.ts';

/**
 * Open trades of this process, and the one way to write about them. Once the journal is broken the
 * log goes on from memory, so that what is signed is followed; it takes no signature any more, and
 * nobody is answered with what only memory knows except that a trade is final.
 */
export interface TradeLog {
  /**
   * Takes a trade in that the journal has just claimed or had open at start. What this process
   * knows of it already is kept when it is newer.
   */
  adopt(trade: TradeRecord): void;
  /** Whether the trade is followed by this process. */
  knows(tradeId: string): boolean;
  /** The trade as it stands. */
  current(tradeId: string): TradeRecord;
  /** Whether another trade of the same wallet and token has a signature that may land. */
  hasOtherOnItsWay(trade: TradeRecord): boolean;
  /** Other trades of the same wallet and token that landed and are not final yet. */
  settlingBeside(trade: TradeRecord): readonly TradeRecord[];
  /**
   * What gates look at to judge the trade again: everything but the trade itself.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` once the journal is broken.
   */
  lookBeside(trade: TradeRecord, periods: BookPeriods): AdmissionSnapshot;
  /**
   * Tokens that the trade's wallet holds by its fills.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` once the journal cannot be read.
   */
  heldPositions(trade: Pick<TradeRecord, 'wallet' | 'mode'>): readonly HeldPosition[];
  /**
   * Writes events. The trade has moved on for this process at once, for everybody else once
   * `durable` resolves; whoever waits for an answer gets it only then.
   */
  record(tradeId: string, ...events: readonly TradeEvent[]): TradeRecord;
  /**
   * Resolves when everything recorded so far is on disk. To be awaited before anything leaves the
   * process that must not be forgotten: the bytes of a signature above all.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` when some of it may not be on disk.
   */
  durable(): Promise<void>;
  /**
   * Stops a signature that could not be journalled before it is made.
   *
   * @throws ExecutionError `JOURNAL__UNAVAILABLE` once the journal is broken.
   */
  assertWritable(): void;
  /** Trades of the journal, newest first, whoever wrote them. */
  recentTrades(limit: number): readonly TradeRecord[];
  /** Whether any trade of the journal has made the signature. */
  hasSignature(signature: string): boolean;
  /** Trades that have not ended, as this process knows them. */
  openTrades(): readonly TradeRecord[];
  /** Lets whoever waits for the trade fail with the reason why it cannot be followed. */
  fail(tradeId: string, cause: unknown): void;
  /** What {@link answered} has come to by now; `undefined` while there is no answer. */
  answeredYet(tradeId: string): Promise<TradeRecord | undefined>;
  /** The trade once it has an answer: confirmed, refused, failed or otherwise ended. */
  answered(tradeId: string): Promise<TradeRecord>;
}

/** What is asked of the journal whoever wrote it. */
function looksInto(
  journal: Journal,
): Pick<TradeLog, 'hasSignature' | 'heldPositions' | 'recentTrades'> {
  return {
    heldPositions: ({ wallet, mode }) => journal.heldPositions({ wallet, mode }),
    recentTrades: (limit) => journal.list({ limit }),
    hasSignature: (signature) => journal.hasSignature(signature),
  };
}

interface OpenTrade {
  trade: TradeRecord;
  answer: PromiseWithResolvers<TradeRecord>;
}

/** Ended trades are kept this long in memory for those who still wait; the journal has them all. */
const ENDED_TRADES_MAX = 1_024;

/** Told after every write, with the trade before and after it. */
export type TradeObserver = (before: TradeRecord, after: TradeRecord) => void;

/** Makes the log over a journal this process owns. */
export function createTradeLog(journal: Journal, observe: TradeObserver): TradeLog {
  const trades = new Map<string, OpenTrade>();
  const writer = createTradeWriter(journal);
  const find = (tradeId: string): OpenTrade => {
    const open = trades.get(tradeId);
    if (open !== undefined) return open;
    const id = 'INV-08';
    throw new ExecutionError('INVARIANT__VIOLATED', { id, detail: `unknown trade ${tradeId}` });
  };
  const answerOnceDurable = ({ trade, answer }: OpenTrade): void => {
    if (!isAnswered(trade)) return;
    const resolve = (): void => {
      answer.resolve(trade);
    };
    journal.durable().then(resolve, answer.reject);
  };
  const ended = createEndedTrades((tradeId) => trades.delete(tradeId));
  const { note: noteToken, ...beside } = createTokenIndexes((tradeId) => find(tradeId).trade);
  const noteStatus = (trade: TradeRecord): void => {
    noteToken(trade);
    ended.note(trade);
  };
  const failAll = (cause: ExecutionError): void => {
    for (const { answer } of trades.values()) answer.reject(cause);
  };
  journal.broken().then(failAll, failAll);
  return {
    adopt: (trade) => {
      const known = trades.get(trade.tradeId);
      if (known !== undefined && known.trade.version > trade.version) return;
      const isAsked = known !== undefined && known.trade.result === undefined;
      const open = { trade, answer: isAsked ? known.answer : openAnswer() };
      trades.set(trade.tradeId, open);
      answerOnceDurable(open);
      noteStatus(trade);
      ended.forgetOldest();
    },
    ...looksInto(journal),
    knows: (tradeId) => trades.has(tradeId),
    // Whoever still asks about one that is forgotten reads the journal.
    current: (tradeId) =>
      trades.get(tradeId)?.trade ?? journal.history(tradeId)?.trade ?? find(tradeId).trade,
    ...beside,
    lookBeside: ({ tradeId: exceptTradeId, wallet, mode, request }, periods) => {
      const token = request.tokenAddress;
      return journal.lookAt({ wallet, mode, token, exceptTradeId, ...periods });
    },
    record: (tradeId, ...events) => {
      const open = find(tradeId);
      const before = open.trade;
      open.trade = writer.write(before, events);
      // Whoever asks from now on is not told what another was told before it was rolled back, and
      // whoever was answered as a success is told of the end if he asks again.
      if (isAnswered(before)) open.answer = openAnswer();
      observe(before, open.trade);
      answerOnceDurable(open);
      noteStatus(open.trade);
      return open.trade;
    },
    durable: async () => journal.durable(),
    assertWritable: () => {
      writer.assertWritable();
    },
    openTrades: () =>
      [...trades.values()].flatMap(({ trade }) => (isTerminal(trade.status) ? [] : trade)),
    fail: (tradeId, cause) => {
      trades.get(tradeId)?.answer.reject(cause);
    },
    answeredYet: async (tradeId) =>
      Promise.race([find(tradeId).answer.promise, Promise.resolve(undefined)]),
    answered: async (tradeId) => find(tradeId).answer.promise,
  };
}

/** Ended trades, in the order in which they ended: however many are open, none is looked through. */
function createEndedTrades(forget: (tradeId: string) => void) {
  const ended = new Set<string>();
  return {
    note: ({ tradeId, status }: TradeRecord): void => {
      if (isTerminal(status)) ended.add(tradeId);
      else ended.delete(tradeId);
    },
    /** Not at every end: thousands may end in one turn, and their followers still look at them. */
    forgetOldest: (): void => {
      for (const tradeId of ended) {
        if (ended.size <= ENDED_TRADES_MAX) return;
        ended.delete(tradeId);
        forget(tradeId);
      }
    },
  };
}

/** What other trades of the same wallet and token do. */
function createTokenIndexes(current: (tradeId: string) => TradeRecord) {
  const onTheirWay = createTokenIndex('executing');
  const settling = createTokenIndex('settling');
  return {
    note: (trade: TradeRecord): void => {
      onTheirWay.note(trade);
      settling.note(trade);
    },
    hasOtherOnItsWay: (trade: TradeRecord) => onTheirWay.others(trade).length > 0,
    settlingBeside: (trade: TradeRecord) => settling.others(trade).map(current),
  };
}

/** Trades of one status, by wallet and token. */
function createTokenIndex(status: TradeStatus) {
  const byToken = new Map<string, Set<string>>();
  const nameOf = ({ wallet, request }: TradeRecord): string => `${wallet} ${request.tokenAddress}`;
  return {
    note: (trade: TradeRecord): void => {
      const name = nameOf(trade);
      const known = byToken.get(name) ?? new Set<string>();
      if (trade.status === status) byToken.set(name, known.add(trade.tradeId));
      else if (known.delete(trade.tradeId) && known.size === 0) byToken.delete(name);
    },
    others: (trade: TradeRecord): readonly string[] =>
      [...(byToken.get(nameOf(trade)) ?? [])].filter((tradeId) => tradeId !== trade.tradeId),
  };
}

function openAnswer(): PromiseWithResolvers<TradeRecord> {
  const answer = Promise.withResolvers<TradeRecord>();
  // Nobody may be waiting; a rejection is for those who are.
  answer.promise.catch(() => undefined);
  return answer;
}

function isAnswered(trade: TradeRecord): boolean {
  return trade.result !== undefined && (isTerminal(trade.status) || trade.status === 'settling');
}
