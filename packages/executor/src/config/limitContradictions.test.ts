import { describe, expect, it } from 'vitest';

import { contradictionsIn } from './limitContradictions.ts';
import { executionSettingsSchema } from './executionSettingsSchema.ts';

const MINT = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const BASE = { tradeLamportsMax: 10n, solReserveLamportsMin: 0n, openTradesMax: 1 };

function fields(changes: object): readonly string[] {
  return contradictionsIn({ ...BASE, ...changes }).map(({ field }) => field);
}

describe('contradictionsIn', () => {
  it.each([
    [{}],
    [{ positionLamportsMax: 10n, exposureLamportsMax: 10n, dailyVolumeLamportsMax: 10n }],
    [{ orderWindowMs: 1_000, ordersMax: 1 }],
    [{ riskTimeZone: 'UTC', dailyFeeLamportsMax: 0n }],
    [{ tokensDenied: [MINT], tokensAllowed: ['another'] }],
    [{ tokenSafety: true, trustedTokens: [MINT], transferFeeBpsMax: 1 }],
    [{ priceAgeMsMax: 1_000, dailyLossLamportsMax: 1n, dailyLossMarkToMarket: true }],
    [{ dailyLossMarkToMarket: false }],
    [{ tokenSafety: false }],
  ])('finds none in limits that fit (%#)', (changes) => {
    expect(fields(changes)).toEqual([]);
  });

  it.each([
    [{ positionLamportsMax: 9n }, 'tradeLamportsMax'],
    [{ exposureLamportsMax: 9n }, 'tradeLamportsMax'],
    [{ dailyVolumeLamportsMax: 9n }, 'tradeLamportsMax'],
    [{ positionLamportsMax: 12n, exposureLamportsMax: 11n }, 'positionLamportsMax'],
    [{ orderWindowMs: 1_000 }, 'orderWindowMs'],
    [{ priceAgeMsMax: 1_000 }, 'priceAgeMsMax'],
    [{ dailyLossMarkToMarket: true }, 'dailyLossMarkToMarket'],
    [{ riskTimeZone: 'UTC' }, 'riskTimeZone'],
    [{ tokensDenied: [MINT], tokensAllowed: [MINT] }, 'tokensAllowed'],
    [{ tokenSafety: false, trustedTokens: [MINT] }, 'trustedTokens'],
    [{ tokenSafety: false, transferFeeBpsMax: 1 }, 'transferFeeBpsMax'],
  ])('finds a contradiction (%#)', (changes, field) => {
    expect(fields(changes)).toEqual([field]);
  });
});

describe('the schema of limits', () => {
  it('reports figures that are none and contradictions of the others at once', () => {
    const limits = {
      tradeLamportsMax: 10,
      solReserveLamportsMin: NaN,
      openTradesMax: 1,
      positionLamportsMax: 9,
      dailyLossLamportsMax: -1,
      orderWindowMs: 1_000,
      riskTimeZone: 'Europe/Atlantis',
    };
    const { error } = executionSettingsSchema.safeParse({ limits });
    const paths = (error?.issues ?? []).map(({ path }) => path.join('.'));
    expect(paths.toSorted()).toEqual([
      'limits.dailyLossLamportsMax',
      'limits.orderWindowMs',
      'limits.riskTimeZone',
      'limits.solReserveLamportsMin',
      'limits.tradeLamportsMax',
    ]);
  });

  it.each([
    'tradeLamportsMax',
    'solReserveLamportsMin',
    'openTradesMax',
    'positionLamportsMax',
    'exposureLamportsMax',
    'positionsMax',
    'dailyLossLamportsMax',
    'dailyVolumeLamportsMax',
    'dailyFeeLamportsMax',
    'ordersMax',
    'orderWindowMs',
    'priceImpactBpsMax',
    'priceDeviationBpsMax',
    'priceAgeMsMax',
    'transferFeeBpsMax',
  ])('refuses a %s that is no number', (name) => {
    for (const value of [NaN, Infinity, -1, 0.5, null, {}, 'many']) {
      const limits = {
        tradeLamportsMax: 1,
        solReserveLamportsMin: 1,
        openTradesMax: 1,
        [name]: value,
      };
      const { error } = executionSettingsSchema.safeParse({ limits });
      expect(error?.issues.map(({ path }) => path.join('.'))).toContain(`limits.${name}`);
    }
  });

  it('refuses a limit that it does not know', () => {
    const limits = { tradeLamportsMax: 1, solReserveLamportsMin: 1, openTradesMax: 1, lossMax: 1 };
    const { error } = executionSettingsSchema.safeParse({ limits });
    expect(error?.issues[0]).toMatchObject({ code: 'unrecognized_keys', keys: ['lossMax'] });
  });
});
