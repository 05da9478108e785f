import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { NOW_MS, tradeOf } from '../testing/trades.ts';
import type { Trade } from '../wire/tradeShapes.ts';
import { byUrgency, canLand, isOpen, mergeTrades } from './tradeList.ts';

describe('mergeTrades', () => {
  it('lets the telling that knows more win, whichever comes last', () => {
    const early = tradeOf({ version: 3, status: 'executing' });
    const late = tradeOf({ version: 9, status: 'filled' });
    expect(mergeTrades([early], [late], 10)).toEqual([late]);
    expect(mergeTrades([late], [early], 10)).toEqual([late]);
  });

  it('goes by the time of the last change where no version is told', () => {
    const early = tradeOf({ updatedAtMs: NOW_MS, status: 'executing' });
    const late = tradeOf({ updatedAtMs: NOW_MS + 1, status: 'filled' });
    expect(mergeTrades([late], [early], 10)).toEqual([late]);
    expect(mergeTrades([early], [late], 10)).toEqual([late]);
  });

  it('takes the later told of two events in one millisecond', () => {
    const first = tradeOf({ status: 'received' });
    const second = tradeOf({ status: 'admitted' });
    expect(mergeTrades([first], [second], 10)).toEqual([second]);
  });

  it('keeps a rehearsal apart from the live trade of the same key', () => {
    expect(mergeTrades([tradeOf()], [tradeOf({ mode: 'dry' })], 10)).toHaveLength(2);
  });

  it('forgets old ended trades and never an open one', () => {
    const ended = [1, 2, 3].map((age) =>
      tradeOf({ key: `ended-${age}`, status: 'filled', createdAtMs: NOW_MS - age }),
    );
    const open = tradeOf({ key: 'open', createdAtMs: NOW_MS - 99 });
    const stuck = tradeOf({ key: 'stuck', status: 'conflicted', createdAtMs: NOW_MS - 999 });
    expect(mergeTrades([], [...ended, open, stuck], 2).map(({ key }) => key)).toEqual([
      'ended-1',
      'ended-2',
      'open',
      'stuck',
    ]);
  });

  it('comes for all orders of arrival to the same list', () => {
    const tellings = fc.uniqueArray(
      fc.record({ key: fc.constantFrom('a', 'b', 'c'), version: fc.nat(6) }),
      { selector: ({ key, version }) => `${key} ${version}`, minLength: 1 },
    );
    fc.assert(
      fc.property(tellings, fc.infiniteStream(fc.nat()), (told, chance) => {
        const trades: Trade[] = told.map((given) => tradeOf(given));
        const shuffled = trades
          .map((trade) => ({ trade, place: chance.next().value }))
          .sort((first, second) => first.place - second.place)
          .map(({ trade }) => trade);
        const oneByOne = shuffled.reduce<readonly Trade[]>(
          (known, trade) => mergeTrades(known, [trade], 10),
          [],
        );
        expect(oneByOne).toEqual(mergeTrades([], trades, 10));
      }),
    );
  });
});

it('shows what can still move money first, the longest open one on top', () => {
  const trades = [
    tradeOf({ key: 'newest', status: 'filled', createdAtMs: 30 }),
    tradeOf({ key: 'settling', status: 'settling', createdAtMs: 25 }),
    tradeOf({ key: 'young', createdAtMs: 20 }),
    tradeOf({ key: 'old', createdAtMs: 10 }),
  ];
  expect(byUrgency(trades).map(({ key }) => key)).toEqual(['old', 'young', 'newest', 'settling']);
});

it('knows what is open and what can land', () => {
  expect(isOpen(tradeOf({ status: 'settling' }))).toBe(true);
  expect(isOpen(tradeOf({ status: 'conflicted' }))).toBe(false);
  expect(canLand(tradeOf())).toBe(true);
  expect(canLand(tradeOf({ status: 'admitted' }))).toBe(false);
  expect(canLand(tradeOf({ status: 'settling' }))).toBe(false);
});
