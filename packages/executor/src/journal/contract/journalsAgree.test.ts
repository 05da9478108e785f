import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  admitFixture,
  appendFixture,
  FIXTURE_REQUEST,
  fixtureClaim,
  fixtureDenied,
  fixtureEvents,
} from '../../testing/journalFixtures.ts';
import { MEMORY_SUBJECT, SQLITE_SUBJECT } from '../../testing/journalSubjects.ts';
import type { Journal } from '../journal.ts';
import { TRADING_STATES, type TradingState } from '../tradingChange.ts';
import type { JournalPlace, JournalSubject } from './journalSubject.ts';

const KEYS = ['a', 'b', 'c'] as const;
const EVENTS = [...fixtureEvents(1), ...fixtureEvents(2)];

type Step =
  | {
      readonly kind: 'admit';
      readonly key: string;
      readonly denied: boolean;
      readonly dry: boolean;
    }
  | {
      readonly kind: 'append';
      readonly key: string;
      readonly events: readonly number[];
      readonly behind: boolean;
    }
  | { readonly kind: 'readmit'; readonly key: string }
  | { readonly kind: 'trading'; readonly state: TradingState }
  | { readonly kind: 'durable' | 'crash' | 'close' };

const key = fc.constantFrom(...KEYS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('admit' as const),
    key,
    denied: fc.boolean(),
    dry: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('append' as const),
    key,
    events: fc.array(fc.nat({ max: EVENTS.length - 1 }), { minLength: 1, maxLength: 2 }),
    behind: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('readmit' as const), key }),
  fc.record({ kind: fc.constant('trading' as const), state: fc.constantFrom(...TRADING_STATES) }),
  fc.record({ kind: fc.constantFrom('durable' as const, 'crash' as const, 'close' as const) }),
);

/** Everything that a journal answers to the steps, and what is left in the end. */
async function answers(subject: JournalSubject, steps: readonly Step[]): Promise<unknown[]> {
  const place = await subject.createPlace();
  try {
    const run = { place, journal: await place.open() };
    const said: unknown[] = [];
    for (const taken of steps) said.push(await take(run, taken));
    await run.journal.durable();
    said.push(everything(run.journal));
    run.journal.close();
    return said;
  } finally {
    await place.dispose();
  }
}

interface Run {
  readonly place: JournalPlace;
  journal: Journal;
}

async function take(run: Run, taken: Step): Promise<unknown> {
  const { journal, place } = run;
  switch (taken.kind) {
    case 'durable':
      return journal.durable();
    case 'close':
    case 'crash':
      if (taken.kind === 'crash') place.crash();
      else journal.close();
      run.journal = await place.open();
      return everything(run.journal);
    case 'trading':
      return journal.changeTrading({
        state: taken.state,
        origin: 'person',
        by: 'ann',
        reason: 'r',
        inFlight: 'reduce-only',
      });
    case 'admit':
    case 'append':
    case 'readmit':
      return outcomeOf(() => write(journal, taken));
    default:
      return taken satisfies never;
  }
}

function write(
  journal: Journal,
  taken: Extract<Step, { kind: 'admit' | 'append' | 'readmit' }>,
): unknown {
  if (taken.kind === 'admit') {
    const mode = taken.dry ? 'dry' : 'live';
    const tradeId = `${mode} ${taken.key}`;
    const decision = taken.denied ? fixtureDenied() : undefined;
    return admitFixture(journal, fixtureClaim(tradeId, { key: taken.key, mode }, decision));
  }
  const trade = journal.findByKey(taken.key, 'live');
  if (trade === undefined) return 'no trade';
  if (taken.kind === 'append') {
    const events = taken.events.flatMap((index) => EVENTS[index] ?? []);
    const version = trade.version - (taken.behind ? 1 : 0);
    return appendFixture(journal, { ...trade, version }, events);
  }
  const lease = journal.lease(trade.wallet);
  if (lease.kind === 'fenced') return lease;
  return journal.readmit({
    tradeId: trade.tradeId,
    expectedVersion: trade.version,
    leaseEpoch: lease.epoch,
    reopened: { name: 'TradeReopened', request: FIXTURE_REQUEST, deadlineAtMs: 9 },
    decide: ({ openTrades }) => (openTrades > 1 ? fixtureDenied() : { name: 'TradeAdmitted' }),
  });
}

/** What came of a write; an impossible one has its code. */
function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (cause) {
    return cause instanceof Error ? cause.message : cause;
  }
}

function everything(journal: Journal): unknown {
  const trades = journal.list({ limit: 99 });
  return {
    histories: trades.map(({ tradeId }) => journal.history(tradeId)),
    open: journal.openTrades(),
    unended: journal.countUnended(),
    conflicts: journal.conflicts(),
    trading: journal.tradingChanges({ limit: 99 }),
    counts: trades.map((trade) => journal.countOpen(trade)),
    books: trades.map(({ wallet, mode, request, tradeId: exceptTradeId }) => {
      const token = request.tokenAddress;
      const query = { wallet, mode, token, dayStartMs: 0, ordersSinceMs: 0 };
      return [journal.lookAt(query), journal.lookAt({ ...query, exceptTradeId })];
    }),
  };
}

/** Without the times of events: how often a clock is looked at is nobody's promise. */
function withoutTimes(said: readonly unknown[]): unknown {
  return JSON.parse(
    JSON.stringify(said, (name, value: unknown) =>
      /atMs$/iu.test(name) ? 0 : typeof value === 'bigint' ? String(value) : value,
    ),
  );
}

describe('the journals in a file and in memory', () => {
  it('for all writes, crashes and owners, answer the same and keep the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const inMemory = await answers(MEMORY_SUBJECT, steps);
        expect(withoutTimes(inMemory)).toEqual(withoutTimes(await answers(SQLITE_SUBJECT, steps)));
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
