import type { TradeEvent } from '@quantbot/executor/simulation';
import { describe, expect, it } from 'vitest';

import { CHECKS, checkHistory } from './checkHistory.ts';
import type { History } from './history.ts';
import {
  MADE_UP_INTENT,
  MADE_UP_RESULT,
  madeUpAttempt,
  madeUpBeginning,
  madeUpEvents,
  madeUpHistory,
  madeUpLanding,
  madeUpSigned,
  madeUpTrade,
} from './testing/madeUpHistory.ts';

/** Histories that are wrong in one way, by the check that has to notice. */
const BAD: ReadonlyArray<readonly [check: string, wrong: string, history: History]> = [
  [
    'halted-signs-nothing',
    'a signature in a halt',
    madeUpHistory({ bars: [{ wallet: 0, forbids: 'all', fromMs: 2_999, untilMs: 3_001 }] }),
  ],
  [
    'halted-signs-nothing',
    'a buy signed while only sells are traded',
    madeUpHistory({ bars: [{ wallet: 0, forbids: 'buys', fromMs: 2_999, untilMs: 3_001 }] }),
  ],
  [
    'halted-signs-nothing',
    'bytes of a buy that leave beside a halt file',
    madeUpHistory({ bars: [{ wallet: 0, forbids: 'all-by-file', fromMs: 3_050, untilMs: 9_000 }] }),
  ],
  [
    'signed-by-the-state',
    'a signature in a halt of its own journal',
    madeUpHistory({
      tradingChanges: [
        [
          {
            number: 1,
            atMs: 2_000,
            state: 'halted',
            origin: 'person',
            by: 'ann',
            reason: 'r',
            inFlight: 'reduce-only',
          },
        ],
      ],
    }),
  ],
  [
    'single-success',
    'the same amount swapped twice',
    madeUpHistory({ landings: [madeUpLanding(), madeUpLanding({ signature: 'signature-2' })] }),
  ],
  [
    'one-trade-for-one-key',
    'two trades of one key',
    madeUpHistory({
      trades: [madeUpTrade(madeUpEvents()), madeUpTrade(madeUpBeginning(), 'trade-2')],
    }),
  ],
  [
    'one-trade-for-one-key',
    'a repeat without key inside the window',
    madeUpHistory({
      trades: [
        madeUpTrade(madeUpBeginning({ key: 'derived-1', keyDerived: true })),
        madeUpTrade(madeUpBeginning({ key: 'derived-2', keyDerived: true }), 'trade-2'),
      ],
    }),
  ],
  [
    'no-unjournalled-byte',
    'bytes that left early',
    madeUpHistory({
      sends: [{ atMs: 1, wallet: 0, signature: 'signature-1', by: 'engine', wasDurable: false }],
    }),
  ],
  [
    'no-unjournalled-byte',
    'a landing that no disk knows',
    madeUpHistory({
      landings: [madeUpLanding(), madeUpLanding({ signature: 'stranger', error: '"failed"' })],
    }),
  ],
  [
    'no-attempt-without-proof',
    'a signature beside an open one',
    madeUpHistory({ signed: [madeUpSigned({ formerOpen: ['signature-0'] })] }),
  ],
  [
    'death-heights-are-safe',
    'a death height that comes too early',
    madeUpHistory({ signed: [madeUpSigned({ lastHeight: 1_183n })] }),
  ],
  [
    'deaths-are-true',
    'a living signature held for dead',
    madeUpHistory({ expired: [expired({ wasOpen: true })] }),
  ],
  [
    'deaths-are-true',
    'an honest height above the chain',
    madeUpHistory({ expired: [expired({ finalHeight: 1_100n })] }),
  ],
  ['signatures-are-allowed', 'a signature past the deadline', signedAt(200_000)],
  ['signatures-are-allowed', 'a signature after a cancel', withRetry({ name: 'CancelRequested' })],
  ['signatures-are-allowed', 'more tries than allowed', withRetry(undefined, 3)],
  ['signatures-are-allowed', 'a retry below the first floor', withRetry(undefined, 2, '1979')],
  [
    'lanes-are-allowed',
    'a public send of a private trade',
    madeUpHistory({ trades: [withPolicy('jito-only')] }),
  ],
  [
    'balances',
    'a lamport that nobody booked',
    madeUpHistory({
      wallets: madeUpHistory().wallets.map((wallet) => ({
        ...wallet,
        lamportsAfter: wallet.lamportsAfter - 1n,
      })),
    }),
  ],
  [
    'balances',
    'a token that nobody booked',
    madeUpHistory({
      wallets: madeUpHistory().wallets.map((wallet) => ({ ...wallet, unitsAfter: [1_999n] })),
    }),
  ],
  ['true-answers', 'a success that ran nowhere', answering({ status: 'settling' }, false)],
  ['true-answers', 'costs that were not paid', answering({ totalCostLamports: 5_001 })],
  ['true-answers', 'a final success that is not final', answering({ txSignature: 'signature-9' })],
  [
    'true-answers',
    'a failure of what was moved',
    answering({ success: false, status: 'failed', errorCode: 'CONFIRM__EXPIRED' }),
  ],
  [
    'steady-answers',
    'another end than before',
    madeUpHistory({
      answers: [
        answer({ success: false, status: 'failed', errorCode: 'CONFIRM__EXPIRED' }),
        answer({}),
      ],
    }),
  ],
  [
    'steady-answers',
    'a success taken back without a rollback',
    madeUpHistory({
      answers: [
        answer({ status: 'settling' }),
        answer({ success: false, status: 'failed', errorCode: 'CONFIRM__EXPIRED' }),
      ],
    }),
  ],
  [
    'risk-limits-hold',
    'two buys let in that pass the exposure together',
    madeUpHistory({
      trades: [
        madeUpTrade(madeUpEvents()),
        madeUpTrade(madeUpBeginning({ key: 'intent-1' }), 'trade-2'),
      ],
    }),
  ],
  [
    'risk-limits-hold',
    'a buy above the volume of the day',
    madeUpHistory({ limits: { ...madeUpHistory().limits, dailyVolumeLamportsMax: 99_999_999n } }),
  ],
  ['exposure', 'a signature that is not covered', openBeside(900_000_000n)],
  [
    'limits-hold',
    'a tip above its limit',
    madeUpHistory({
      signed: [madeUpSigned({ attempt: { ...madeUpAttempt(), tipLamports: '1000001' } })],
    }),
  ],
  [
    'limits-hold',
    'more open trades than may be',
    madeUpHistory({
      trades: [1, 2, 3, 4, 5].map((number) =>
        madeUpTrade(madeUpBeginning({ key: `key-${number}` }), `trade-${number}`),
      ),
    }),
  ],
  [
    'one-attempt-for-one-token',
    'two live attempts of a token',
    madeUpHistory({ signed: [madeUpSigned({ besides: ['trade-2'] })] }),
  ],
  ['journal-prefix', 'a missing event', madeUpHistory({ trades: [without(3)] })],
  ['journal-prefix', 'a record that is not the fold', madeUpHistory({ trades: [changedRecord()] })],
  ['liveness', 'a schedule that does not end', madeUpHistory({ stuck: 'limit' })],
  [
    'liveness',
    'a trade that stays open',
    madeUpHistory({ trades: [madeUpTrade(madeUpEvents().slice(0, 3))] }),
  ],
  ['no-conflict', 'a trade that waits for a person', madeUpHistory({ trades: [conflicted()] })],
  ['no-surprise', 'an error that nobody handled', madeUpHistory({ surprises: ['boom'] })],
];

describe('checkHistory', () => {
  it('has nothing to say of a history in which all is well', () => {
    expect(checkHistory(madeUpHistory())).toEqual([]);
  });

  it.each(BAD)('%s notices %s', (check, _wrong, history) => {
    expect(checkHistory(history).map((violation) => violation.check)).toContain(check);
  });

  it('has a bad history for every check', () => {
    expect(new Set(BAD.map(([check]) => check))).toEqual(new Set(CHECKS.map(({ name }) => name)));
  });

  it('believes no success of one node where one may lie, and takes it for no falsehood', () => {
    const history = answering({ status: 'settling' }, false);
    const { schedule } = history;
    expect(checkHistory({ ...history, schedule: { ...schedule, liar: 'north' } })).toEqual([]);
  });

  it('lets a signature be written down in a halt that was found on chain', () => {
    const halted = BAD.find(([check]) => check === 'signed-by-the-state')?.[2];
    const trade = madeUpTrade(madeUpEvents());
    const events = trade.events.map((journalled) =>
      journalled.event.name === 'AttemptSigned'
        ? { ...journalled, event: { ...journalled.event, found: true as const } }
        : journalled,
    );
    const history = madeUpHistory({ ...halted, trades: [{ ...trade, events }] });
    expect(names(history)).not.toContain('signed-by-the-state');
  });

  it.each([
    { counted: 'less', readLamports: '150000000', finalLamports: '100000000', isAbove: false },
    { counted: 'more', readLamports: '100000000', finalLamports: '150000000', isAbove: true },
  ])('counts what is final, $counted than was read before a fork', ({ isAbove, ...fills }) => {
    const found = names(boughtAfter(fills)).filter((name) => name === 'risk-limits-hold');
    expect(found.length > 0).toBe(isAbove);
  });

  it('lets a success be taken back as rolled back', () => {
    const answers = [
      answer({ status: 'settling' }),
      answer({ success: false, status: 'failed', errorCode: 'CONFIRM__ROLLED_BACK' }),
    ];
    expect(names(madeUpHistory({ answers }))).not.toContain('steady-answers');
  });

  it('a fill that is read once more where the disk that should have it has failed', () => {
    const answers = [answer({}), answer({ status: 'settling' }), answer({})];
    const { schedule } = madeUpHistory();
    const stops = [
      { point: '', nth: 1, pauseMs: 1, diskFails: { how: 'lost', lastsMs: 1 } } as const,
    ];
    const wallets = schedule.wallets.map((wallet) => ({ ...wallet, stops }));
    const failed = { ...schedule, wallets };
    expect(names(madeUpHistory({ answers }))).toContain('steady-answers');
    expect(names(madeUpHistory({ answers, schedule: failed }))).not.toContain('steady-answers');
    const other = [answer({}), answer({ status: 'settling', txSignature: 'another' })];
    expect(names(madeUpHistory({ answers: other, schedule: failed }))).toContain('steady-answers');
  });
});

function names(history: History): string[] {
  return checkHistory(history).map(({ check }) => check);
}

function answer(fields: Partial<typeof MADE_UP_RESULT>, hadRun = true) {
  return { atMs: 9_000, intent: 0, result: { ...MADE_UP_RESULT, ...fields }, hadRun };
}

function answering(fields: Partial<typeof MADE_UP_RESULT>, hadRun = true): History {
  return madeUpHistory({ answers: [answer(fields, hadRun)] });
}

function expired(fields: { readonly wasOpen?: boolean; readonly finalHeight?: bigint }) {
  const witness = {
    label: 'https://node-0.test',
    operator: 'north',
    finalizedHeight: '1183',
    statusSlot: '1200',
    firstAvailableSlot: '0',
  };
  return {
    atMs: 80_000,
    tradeId: 'trade-1',
    signature: 'signature-0',
    wasOpen: false,
    witnesses: [witness],
    finalHeight: 1_183n,
    ...fields,
  };
}

function signedAt(atMs: number): History {
  const trade = madeUpTrade(madeUpEvents());
  const events = trade.events.map((event, index) => (index < 2 ? event : { ...event, atMs }));
  return madeUpHistory({ trades: [{ ...trade, events }] });
}

/** A trade that signed again after the death of the first attempt, whether or not it was allowed. */
function withRetry(between: TradeEvent | undefined, attempts = 2, minimumOut = '1980'): History {
  const { record } = madeUpTrade(madeUpEvents());
  const retries = Array.from({ length: attempts }, (_, index): TradeEvent => {
    const attempt = madeUpAttempt(index + 1);
    return { name: 'AttemptSigned', attempt: index === 0 ? attempt : { ...attempt, minimumOut } };
  });
  const [first, ...others] = retries;
  const list = [...madeUpBeginning(), first, between, ...others].filter(
    (event) => event !== undefined,
  );
  const journalled = list.map((event, index) => ({
    tradeId: 'trade-1',
    version: index + 1,
    atMs: 1_000 + index,
    event,
  }));
  return madeUpHistory({ trades: [{ wallet: 0, record, events: journalled }] });
}

function withPolicy(lanePolicy: 'jito-only') {
  const trade = madeUpTrade(madeUpEvents());
  const request = { ...trade.record.request, lanePolicy };
  return { ...trade, record: { ...trade.record, request } };
}

function openBeside(openLamports: bigint): History {
  return madeUpHistory({ signed: [madeUpSigned({ openLamports })] });
}

/** A buy that is let in after another one, whose landing was read once and is final otherwise. */
function boughtAfter(fills: {
  readonly readLamports: string;
  readonly finalLamports: string;
}): History {
  const { readLamports, finalLamports } = fills;
  const first = madeUpTrade(
    madeUpEvents().map((event) =>
      event.name === 'FillRead' || event.name === 'FillRecorded'
        ? {
            ...event,
            fill: {
              ...event.fill,
              lamports: event.name === 'FillRead' ? readLamports : finalLamports,
            },
          }
        : event,
    ),
  );
  const second = madeUpTrade(madeUpBeginning({ key: 'intent-1' }), 'trade-2');
  const events = second.events.map((event) => ({ ...event, atMs: event.atMs + 60_000 }));
  const limits = {
    ...madeUpHistory().limits,
    exposureLamportsMax: 1_000_000_000n,
    dailyVolumeLamportsMax: 200_000_000n,
  };
  return madeUpHistory({ limits, trades: [first, { ...second, events }] });
}

function without(version: number) {
  const trade = madeUpTrade(madeUpEvents());
  return { ...trade, events: trade.events.filter((event) => event.version !== version) };
}

function changedRecord() {
  const trade = madeUpTrade(madeUpEvents());
  return { ...trade, record: { ...trade.record, cancelRequested: true } };
}

function conflicted() {
  const events: TradeEvent[] = [
    ...madeUpEvents().slice(0, 4),
    {
      name: 'ConflictObserved',
      signature: 'signature-1',
      detail: 'a deficit',
      result: { success: false, status: 'conflicted' },
    },
  ];
  return madeUpTrade(events);
}

it('keeps the made-up intent and its trade together', () => {
  expect(madeUpTrade(madeUpEvents()).record.key).toBe(MADE_UP_INTENT.key);
});
