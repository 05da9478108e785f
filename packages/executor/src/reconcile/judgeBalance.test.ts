import { describe, expect, it } from 'vitest';

import { expectedUnits, judgeBalance, type BalanceQuestion } from './judgeBalance.ts';
import type { ShownBalance } from './readBalances.ts';

const BOOKED = {
  asset: 'mint',
  account: 'a',
  decimals: 6,
  unitsMin: 100n,
  openTrades: 0,
  slot: 50n,
};

function shown(...balances: ReadonlyArray<readonly [string, bigint, bigint]>): ShownBalance[] {
  return balances.map(([operator, units, slot]) => ({ operator, units, slot }));
}

function judge(
  balances: ReadonlyArray<readonly [string, bigint, bigint]>,
  changes: Partial<BalanceQuestion> = {},
) {
  return judgeBalance({
    booked: BOOKED,
    base: undefined,
    acceptsLess: false,
    slotMin: 0n,
    operatorsMin: 2,
    isSol: false,
    ...changes,
    shown: shown(...balances),
  });
}

describe('judgeBalance', () => {
  it('finds what is as expected, with what was held before', () => {
    const base = { units: 20n, slot: 40n };
    expect(
      judge(
        [
          ['a', 120n, 60n],
          ['b', 120n, 61n],
        ],
        { base },
      ),
    ).toEqual({ kind: 'even', units: 120n });
    expect(expectedUnits({ booked: BOOKED, base })).toBe(120n);
  });

  it('needs two operators for a deficit', () => {
    expect(
      judge([
        ['a', 99n, 60n],
        ['b', 98n, 61n],
      ]),
    ).toEqual({
      kind: 'deficit',
      units: 99n,
      slot: 61n,
    });
    expect(
      judge([
        ['a', 99n, 60n],
        ['b', 100n, 61n],
      ]),
    ).toMatchObject({ kind: 'disputed' });
    expect(judge([['a', 99n, 60n]])).toEqual({ kind: 'unread' });
    expect(judge([])).toEqual({ kind: 'unread' });
  });

  it('believes two of three, whichever the third is', () => {
    const less = [
      ['a', 99n, 60n],
      ['b', 90n, 61n],
    ] as const;
    expect(judge([...less, ['c', 5_000n, 60n]])).toMatchObject({
      kind: 'deficit',
      units: 99n,
    });
    const even = [
      ['a', 100n, 60n],
      ['b', 100n, 61n],
    ] as const;
    expect(judge([...even, ['c', 0n, 60n]])).toMatchObject({ kind: 'disputed' });
    expect(judge([...even, ['c', 5_000n, 60n]])).toEqual({
      kind: 'even',
      units: 100n,
    });
  });

  it('believes the only operator there is', () => {
    expect(judge([['a', 99n, 60n]], { operatorsMin: 1 })).toMatchObject({ kind: 'deficit' });
  });

  it('hears nobody whose block is older than the newest landing', () => {
    expect(
      judge([
        ['a', 0n, 49n],
        ['b', 0n, 60n],
      ]),
    ).toEqual({ kind: 'unread' });
    expect(
      judge([
        ['a', 0n, 50n],
        ['b', 0n, 60n],
      ]),
    ).toMatchObject({ kind: 'deficit' });
  });

  it('hears nobody whose block is older than the last deposit', () => {
    const base = { units: 20n, slot: 70n };
    expect(
      judge(
        [
          ['a', 100n, 69n],
          ['b', 100n, 90n],
        ],
        { base },
      ),
    ).toEqual({ kind: 'unread' });
  });

  it('takes for a deposit what two operators show', () => {
    expect(
      judge([
        ['a', 150n, 60n],
        ['b', 130n, 61n],
      ]),
    ).toEqual({
      kind: 'surplus',
      units: 130n,
      base: { units: 30n, slot: 61n },
    });
    expect(
      judge([
        ['a', 150n, 60n],
        ['b', 100n, 61n],
      ]),
    ).toEqual({ kind: 'even', units: 100n });
  });

  it('lets nobody alone put off the place of a deposit', () => {
    expect(
      judge([
        ['a', 150n, 60n],
        ['b', 150n, 9_000n],
      ]),
    ).toMatchObject({ base: { slot: 60n } });
  });

  it('finds a deficit and no deposit while trades are open', () => {
    const booked = { ...BOOKED, openTrades: 1 };
    expect(
      judge(
        [
          ['a', 150n, 60n],
          ['b', 150n, 61n],
        ],
        { booked },
      ),
    ).toEqual({ kind: 'even', units: 150n });
    expect(
      judge(
        [
          ['a', 9n, 60n],
          ['b', 9n, 61n],
        ],
        { booked },
      ),
    ).toMatchObject({ kind: 'deficit' });
  });

  it('explains all of the SOL that is there at the first look, and of no token', () => {
    const booked = { ...BOOKED, unitsMin: -500n };
    const balances = [
      ['a', 900n, 60n],
      ['b', 900n, 61n],
    ] as const;
    expect(judge(balances, { booked, isSol: true })).toMatchObject({ base: { units: 1_400n } });
    const open = { ...booked, openTrades: 1 };
    expect(judge(balances, { booked: open, isSol: true })).toEqual({ kind: 'even', units: 900n });
    expect(
      judge([
        ['a', 9n, 60n],
        ['b', 9n, 61n],
      ]),
    ).toMatchObject({ kind: 'deficit' });
  });

  it('accepts less once a person has, as soon as nothing is open and blocks are new enough', () => {
    const adopted = { acceptsLess: true, slotMin: 80n, base: { units: 20n, slot: 40n } };
    const early = [
      ['a', 10n, 79n],
      ['b', 10n, 79n],
    ] as const;
    const late = [
      ['a', 10n, 80n],
      ['b', 10n, 81n],
    ] as const;
    expect(judge(early, adopted)).toEqual({ kind: 'unread' });
    expect(judge(late, adopted)).toEqual({
      kind: 'surplus',
      units: 10n,
      base: { units: -90n, slot: 81n },
    });
    const booked = { ...BOOKED, openTrades: 1 };
    expect(judge(late, { ...adopted, booked })).toEqual({ kind: 'even', units: 10n });
  });
});
