import { describe, expect, it } from 'vitest';

import {
  FIXTURE_NOW_MS,
  FIXTURE_REQUEST,
  fixtureAttempt,
  fixtureDenied,
  fixtureEvents,
  fixtureFill,
  fixtureReceived,
} from '../../testing/journalFixtures.ts';
import type { TradeEvent } from '../tradeEvents.ts';
import { foldTrade, type TradeRecord } from '../tradeRecord.ts';
import { figuresOf, type TradeFigures } from './tradeFigures.ts';

const ADMITTED: TradeEvent = {
  name: 'TradeAdmitted',
  reserved: { amountLamports: '100000000', feeLamports: '40000', rentLamports: '500' },
};
const SELL = { ...FIXTURE_REQUEST, side: 'sell' } as const;

function event(name: TradeEvent['name']): TradeEvent {
  const found = fixtureEvents().find((known) => known.name === name);
  if (found === undefined) throw new Error(`no event ${name}`);
  return found;
}

function trade(events: readonly TradeEvent[], request: TradeRecord['request'] = FIXTURE_REQUEST) {
  const all = [fixtureReceived({ request }), ...events];
  const folded = foldTrade(
    all.map((each, index) => ({
      tradeId: 'trade-1',
      version: index + 1,
      atMs: FIXTURE_NOW_MS + index,
      event: each,
    })),
  );
  if (folded === undefined) throw new Error('there is no trade');
  return folded;
}

/** Figures that are not nothing. */
function figures(events: readonly TradeEvent[], request?: TradeRecord['request']) {
  const entries = Object.entries(figuresOf(trade(events, request)));
  return Object.fromEntries(
    entries.filter(([, value]) => value !== 0n && value !== undefined),
  ) as Partial<TradeFigures>;
}

const SIGNED = event('AttemptSigned');
const CONFIRMED = event('AttemptConfirmed');
const REVERTED = event('AttemptReverted');
const CONFLICT = event('ConflictObserved');
const READ = event('FillRead');
const RESERVED = {
  openCostLamports: 100_040_500n,
  openFeeLamports: 40_000n,
  openVolumeLamports: 100_000_000n,
};

function resolved(as: 'landed' | 'dead' | 'accepted', fill = false): TradeEvent {
  return {
    name: 'TradeResolved',
    as,
    signature: 'signature-1',
    reason: 'looked',
    by: 'ops',
    result: { success: as === 'landed' },
    ...(fill ? { fill: fixtureFill() } : {}),
  };
}

describe('figuresOf a buy', () => {
  it('is nothing before the gates and after a refusal of theirs', () => {
    expect(figures([])).toEqual({});
    expect(figures([fixtureDenied()])).toEqual({});
    expect(figures([ADMITTED, fixtureDenied()])).toEqual({ admittedAtMs: FIXTURE_NOW_MS + 1 });
  });

  it('is spent in full from its admission until its outcome is known', () => {
    for (const events of [
      [ADMITTED],
      [ADMITTED, SIGNED],
      [ADMITTED, SIGNED, CONFIRMED],
      [ADMITTED, SIGNED, REVERTED],
      [ADMITTED, SIGNED, event('AttemptExpired')],
      [ADMITTED, SIGNED, CONFIRMED, event('AttemptRolledBack')],
      [ADMITTED, SIGNED, CONFIRMED, READ, event('AttemptRolledBack')],
      [ADMITTED, SIGNED, event('AttemptExpired'), CONFLICT],
    ]) {
      expect(figures(events)).toEqual({ admittedAtMs: FIXTURE_NOW_MS + 1, ...RESERVED });
    }
  });

  it('counts what it signed where that is more than what it reserved', () => {
    const dear = { ...fixtureAttempt(), priorityFeeLamports: '90000', tokenRentLamports: '600' };
    expect(figures([ADMITTED, { name: 'AttemptSigned', attempt: dear }])).toMatchObject({
      openFeeLamports: 105_000n,
      openCostLamports: 100_105_600n,
    });
    const attempt = { ...fixtureAttempt(), priorityFeeLamports: '34999' };
    const second = { ...fixtureAttempt(2), priorityFeeLamports: '20000' };
    expect(
      figures([
        ADMITTED,
        { name: 'AttemptSigned', attempt },
        REVERTED,
        { name: 'AttemptSigned', attempt: second },
      ]),
    ).toMatchObject({ openFeeLamports: 41_000n });
  });

  it('counts its request where an older journal does not tell what was reserved', () => {
    expect(figures([{ name: 'TradeAdmitted' }])).toMatchObject({ openCostLamports: 100_000_000n });
    const { amount: _amount, ...asked } = FIXTURE_REQUEST;
    const inBaseUnits = { ...asked, amountBaseUnits: '7000' } as TradeRecord['request'];
    expect(figures([{ name: 'TradeAdmitted' }], inBaseUnits)).toMatchObject({
      openCostLamports: 7_000n,
      openVolumeLamports: 7_000n,
    });
    const signed = figures([{ name: 'TradeAdmitted' }, SIGNED]);
    expect(signed).toMatchObject({ openCostLamports: 100_016_000n, openFeeLamports: 16_000n });
  });

  it('is what was paid and what came in once that is read', () => {
    const bought = {
      admittedAtMs: FIXTURE_NOW_MS + 1,
      bookedAtMs: FIXTURE_NOW_MS + 4,
      units: 2_000n,
      lamports: 100_016_000n,
      feeLamports: 16_000n,
      volumeLamports: 100_000_000n,
    };
    expect(figures([ADMITTED, SIGNED, CONFIRMED, READ])).toEqual(bought);
    // Final, or contradicted later: it counts on the day on which it was read.
    const final = [ADMITTED, SIGNED, CONFIRMED, READ, event('FillRecorded')];
    expect(figures(final)).toEqual(bought);
    expect(figures([...final, CONFLICT])).toEqual(bought);
    expect(figures([...final, CONFLICT, resolved('accepted')])).toEqual(bought);
  });

  it('costs what its attempts lost besides', () => {
    const second = { ...fixtureAttempt(2) };
    const seen = { signature: 'signature-2', slot: '1011', witness: 'w' };
    const fill = { ...fixtureFill(2) };
    expect(
      figures([
        ADMITTED,
        SIGNED,
        REVERTED,
        { name: 'AttemptSigned', attempt: second },
        { name: 'AttemptConfirmed', ...seen },
        { name: 'FillRead', fill, result: { success: true } },
      ]),
    ).toMatchObject({ lamports: 100_022_000n, feeLamports: 22_000n });
  });

  it('is the fees of its reverts when it failed, and nothing without any', () => {
    expect(figures([ADMITTED, SIGNED, REVERTED, event('TradeFailed')])).toEqual({
      admittedAtMs: FIXTURE_NOW_MS + 1,
      bookedAtMs: FIXTURE_NOW_MS + 4,
      feeLamports: 6_000n,
    });
    const admittedAtMs = FIXTURE_NOW_MS + 1;
    const expired = [ADMITTED, SIGNED, event('AttemptExpired')];
    expect(figures([...expired, event('TradeFailed')])).toEqual({ admittedAtMs });
    expect(figures([...expired, event('TradeCancelled')])).toEqual({ admittedAtMs });
  });

  it('is what a person decided, at its worst where nobody can read it', () => {
    const unread = { units: 1_980n, lamports: 100_016_000n, feeLamports: 16_000n };
    const conflict = [ADMITTED, SIGNED, CONFLICT];
    expect(figures([...conflict, resolved('landed', true)])).toMatchObject({ units: 2_000n });
    expect(figures([...conflict, resolved('landed')])).toMatchObject(unread);
    expect(figures([...conflict, resolved('accepted')])).toMatchObject(unread);
    const dead = figures([...conflict, resolved('dead')]);
    expect(dead).toEqual({ admittedAtMs: FIXTURE_NOW_MS + 1 });
    const read = [ADMITTED, SIGNED, CONFIRMED, READ, CONFLICT, resolved('dead')];
    expect(figures(read)).not.toHaveProperty('units');
  });
});

describe('figuresOf a sell', () => {
  const SOLD = {
    ...fixtureAttempt(),
    amountIn: '2000',
    quotedOut: '90000000',
    minimumOut: '89000000',
  };

  it('reserves its fees, and counts as the least that it brings once it is signed', () => {
    const admitted: TradeEvent = {
      name: 'TradeAdmitted',
      reserved: { amountLamports: '0', feeLamports: '40000', rentLamports: '0' },
    };
    const admittedAtMs = FIXTURE_NOW_MS + 1;
    expect(figures([admitted], SELL)).toEqual({ admittedAtMs, openFeeLamports: 40_000n });
    expect(figures([admitted, { name: 'AttemptSigned', attempt: SOLD }], SELL)).toEqual({
      admittedAtMs,
      openFeeLamports: 40_000n,
      openVolumeLamports: 90_000_000n,
      openSellUnits: 2_000n,
      openSellMinimumLamports: 89_000_000n,
    });
  });

  it('is what it brought after every cost, and what went out', () => {
    const events = [ADMITTED, SIGNED, CONFIRMED, READ];
    expect(figures(events, SELL)).toMatchObject({
      units: -2_000n,
      lamports: 99_984_000n,
      volumeLamports: 100_000_000n,
    });
  });
});

describe('a message that a remote signer may have signed', () => {
  it.each([
    ['buy', FIXTURE_REQUEST],
    ['sell', SELL],
  ] as const)('counts like a signature of a %s', (_side, request) => {
    const signed = figures([ADMITTED, SIGNED], request);
    expect(figures([ADMITTED, event('AttemptPrepared')], request)).toEqual(signed);
    // A buy is covered by what it reserved; the units of a sell are told by its message alone.
    if (request === SELL) expect(signed).toMatchObject({ openSellUnits: 100_000_000n });
  });
});
