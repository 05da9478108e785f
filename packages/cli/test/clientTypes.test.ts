import type {
  RemoteTrade,
  RemoteTradeRow,
  RemoteTradingOutcome,
  RemoteTradingState,
  TradeFilter,
  TradePage,
  TradingDecision,
} from '@quantbot/client';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';

import type { HistoryJson } from '../src/output/tradeJson.ts';
import type { tradeSummary } from '../src/server/json/tradeSummary.ts';
import { listQuery, type listPage } from '../src/server/routes/executionRoutes.ts';
import {
  tradingDecision,
  tradingOutcome,
  type tradingState,
} from '../src/server/routes/tradingRoutes.ts';

/** Names of a shape and none of the further ones that a loose object has. */
type Known<Shape> = {
  [Name in keyof Shape as string extends Name ? never : Name]: Shape[Name];
};
type Told<Schema extends z.ZodType> = Known<z.output<Schema>>;

/** Fields of the one that the other does not have. */
type Lacking<Shape, Other> = Exclude<keyof Known<Shape>, keyof Known<Other>>;

// The types are held together by the compiler, in `npm run check:types`; the values below by the run.
describe('types of the client', () => {
  it('may send all that the server takes, and nothing else', () => {
    expectTypeOf<Lacking<z.input<typeof listQuery>, TradeFilter>>().toEqualTypeOf<never>();
    expectTypeOf<Lacking<TradeFilter, z.input<typeof listQuery>>>().toEqualTypeOf<never>();
    expectTypeOf<NonNullable<TradeFilter['status']>>().toEqualTypeOf<
      NonNullable<z.output<typeof listQuery>['status']>
    >();
    expectTypeOf<NonNullable<TradeFilter['mode']>>().toEqualTypeOf<
      NonNullable<z.output<typeof listQuery>['mode']>
    >();
    expectTypeOf<NonNullable<TradingDecision['inFlight']>>().toEqualTypeOf<
      NonNullable<z.output<typeof tradingDecision>['inFlight']>
    >();
    expectTypeOf<TradingDecision>().toExtend<z.input<typeof tradingDecision>>();
    const whole: Required<TradeFilter> = {
      status: 'open',
      side: 'sell',
      token: 'mint',
      strategy: 's',
      mode: 'dry',
      limit: 200,
      cursor: 'c',
    };
    expect(listQuery.parse(whole)).toEqual(whole);
    const inFlight = ['reduce-only', 'drop', 'keep'] as const;
    for (const policy of inFlight) {
      const halt: TradingDecision = { state: 'halted', reason: 'r', inFlight: policy };
      expect(tradingDecision.parse(halt)).toEqual(halt);
    }
  });

  it('tell what the server answers', () => {
    expectTypeOf<Told<typeof tradingState>>().toExtend<RemoteTradingState>();
    expectTypeOf<
      Lacking<z.output<typeof tradingState>, RemoteTradingState>
    >().toEqualTypeOf<never>();
    expectTypeOf<Told<typeof tradingOutcome>>().toExtend<RemoteTradingOutcome>();
    expectTypeOf<
      Lacking<z.output<typeof tradingOutcome>, RemoteTradingOutcome>
    >().toEqualTypeOf<never>();
    expectTypeOf<z.output<typeof tradeSummary>>().toExtend<RemoteTradeRow>();
    expectTypeOf<z.output<typeof listPage>>().toExtend<TradePage>();
    expectTypeOf<HistoryJson['trade']>().toExtend<Known<RemoteTrade>>();
    expect(Object.keys(tradingOutcome.shape)).toEqual(
      expect.arrayContaining(['holds', 'inFlight']),
    );
  });
});
