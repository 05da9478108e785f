import { errorCatalogue, type AnyExecutionRequest } from '@quantbot/core';
import { address } from '@solana/kit';
import { describe, expect, it } from 'vitest';

import type { CompiledLimits } from '../config/executionAdapterConfig.ts';
import { fixtureFacts } from '../testing/factsFixtures.ts';
import { FIXTURE_MINT } from '../testing/journalFixtures.ts';
import {
  FIXTURE_RESERVED,
  fixtureLimits,
  fixtureSnapshot,
  type SnapshotChanges,
} from '../testing/snapshotFixtures.ts';
import { judges, type QuoteFacts } from './gate.ts';
import { GATE_NAMES, WIDENABLE_GATES, type GateName } from './gateNames.ts';
import { ADMISSION_GATES, GATES, QUOTE_GATES } from './gates.ts';

const REQUEST: AnyExecutionRequest = {
  tokenAddress: FIXTURE_MINT,
  chain: 'solana',
  side: 'buy',
  amountBaseUnits: '1000',
};
const OTHER_MINT = 'So11111111111111111111111111111111111111112';

/** The code with which an admission gate answers about a buy of 1000 lamports that may cost 1015. */
function admission(name: GateName, limits: Partial<CompiledLimits>, seen: SnapshotChanges = {}) {
  const gate = ADMISSION_GATES.find((known) => known.name === name);
  if (gate === undefined) throw new Error(`no gate ${name}`);
  const facts = { request: REQUEST, snapshot: fixtureSnapshot(seen), reserved: FIXTURE_RESERVED };
  const refusal = gate.judge(facts, fixtureLimits(limits));
  if (refusal !== undefined) expect(gate.codes).toContain(refusal.code);
  return refusal?.code;
}

describe('the table', () => {
  it('has every gate once, in the order of the names', () => {
    const names = GATES.map(({ name }) => name);
    expect(names).toEqual(GATE_NAMES.filter((name) => names.includes(name)));
    expect(new Set(names).size).toBe(names.length);
    expect(GATE_NAMES.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('holds no sell up where that could trap a position, unless it is told to', () => {
    const forBuys = GATES.filter(({ appliesTo }) => appliesTo === 'buy').map(({ name }) => name);
    expect(forBuys.toSorted()).toEqual([...WIDENABLE_GATES, 'tradeSize'].toSorted());
    for (const gate of GATES) {
      const both = gate.appliesTo === 'both';
      expect(judges(gate, 'buy', fixtureLimits())).toBe(true);
      expect(judges(gate, 'sell', fixtureLimits())).toBe(both);
      const alsoOnSells = WIDENABLE_GATES.filter((name) => name === gate.name);
      const isWidened = both || alsoOnSells.length > 0;
      expect(judges(gate, 'sell', fixtureLimits({ alsoOnSells }))).toBe(isWidened);
    }
  });

  it('denies with codes that leave nothing behind', () => {
    for (const { codes } of GATES) {
      for (const code of codes) expect(errorCatalogue[code].outcome).toBe('denied');
    }
  });
});

describe('an admission gate', () => {
  it.each<[GateName, Partial<CompiledLimits>, SnapshotChanges, string]>([
    ['tradeSize', { tradeLamportsMax: 999n }, {}, 'RISK__TRADE_EXCEEDS_MAXIMUM'],
    ['openTrades', { openTradesMax: 2 }, { openTrades: 2 }, 'RISK__OPEN_TRADES_EXCEED_MAXIMUM'],
    [
      'position',
      { positionLamportsMax: 1_514n },
      { position: { costLamports: 300n, openCostLamports: 200n } },
      'RISK__POSITION_EXCEEDS_MAXIMUM',
    ],
    [
      'exposure',
      { exposureLamportsMax: 1_514n },
      { account: { costLamports: 300n, openCostLamports: 200n } },
      'RISK__EXPOSURE_EXCEEDS_MAXIMUM',
    ],
    [
      'positions',
      { positionsMax: 2 },
      { account: { positions: 2n } },
      'RISK__POSITIONS_EXCEED_MAXIMUM',
    ],
    [
      'dailyLoss',
      { dailyLossLamportsMax: 59n },
      { today: { realisedLamports: -30n }, account: { openLossLamports: 20n } },
      'RISK__DAILY_LOSS_EXCEEDS_MAXIMUM',
    ],
    [
      'dailyVolume',
      { dailyVolumeLamportsMax: 1_499n },
      { today: { volumeLamports: 300n }, account: { openVolumeLamports: 200n } },
      'RISK__DAILY_VOLUME_EXCEEDS_MAXIMUM',
    ],
    [
      'dailyFees',
      { dailyFeeLamportsMax: 59n },
      { today: { feeLamports: 30n }, account: { openFeeLamports: 20n } },
      'RISK__DAILY_FEES_EXCEED_MAXIMUM',
    ],
    ['orderRate', { ordersMax: 3 }, { ordersInWindow: 3 }, 'RISK__ORDER_RATE_EXCEEDS_MAXIMUM'],
  ])('%s denies at one too much, admits at the limit, and is off without one', (...given) => {
    const [name, limits, seen, code] = given;
    expect(admission(name, limits, seen)).toBe(code);
    const raised = Object.fromEntries(
      Object.entries(limits).map(([field, value]) => [
        field,
        typeof value === 'bigint' ? value + 1n : Number(value) + 1,
      ]),
    );
    expect(admission(name, raised, seen)).toBeUndefined();
    if (name !== 'tradeSize' && name !== 'openTrades')
      expect(admission(name, {}, seen)).toBeUndefined();
  });

  it('counts gains of ended trades against losses, but makes no room of them for more', () => {
    const limits = { dailyLossLamportsMax: 30n };
    const open = { openLossLamports: 20n };
    expect(admission('dailyLoss', limits, { today: { realisedLamports: 9n }, account: open })).toBe(
      undefined,
    );
    const lost = { openLossLamports: 21n };
    expect(
      admission('dailyLoss', limits, { today: { realisedLamports: 99n }, account: lost }),
    ).toBe('RISK__DAILY_LOSS_EXCEEDS_MAXIMUM');
  });

  it('lets more of a token be bought that is held or being bought, however many there are', () => {
    const account = { positions: 2n };
    for (const position of [{ units: 1n }, { openCostLamports: 1n }]) {
      expect(admission('positions', { positionsMax: 1 }, { account, position })).toBeUndefined();
    }
  });

  it('makes no room for others of a position that is below nothing', () => {
    const position = { units: -5n, costLamports: -500n };
    const limits = { positionLamportsMax: 1_014n };
    expect(admission('position', limits, { position })).toBe('RISK__POSITION_EXCEEDS_MAXIMUM');
  });

  it('reads the lists of tokens', () => {
    expect(admission('tokenList', {})).toBeUndefined();
    expect(admission('tokenList', { tokensDenied: [OTHER_MINT] })).toBeUndefined();
    expect(admission('tokenList', { tokensDenied: [FIXTURE_MINT] })).toBe('RISK__TOKEN_DENIED');
    expect(admission('tokenList', { tokensAllowed: [FIXTURE_MINT] })).toBeUndefined();
    expect(admission('tokenList', { tokensAllowed: [OTHER_MINT] })).toBe('RISK__TOKEN_NOT_ALLOWED');
  });
});

interface QuoteChanges extends Partial<Omit<QuoteFacts, 'mint'>> {
  readonly risks?: readonly string[];
  readonly transferFeeBps?: number;
}

/** What a gate says to a quote of 1 SOL for 100 tokens. */
function quoted(name: GateName, limits: Partial<CompiledLimits>, changes: QuoteChanges = {}) {
  const gate = QUOTE_GATES.find((known) => known.name === name);
  if (gate === undefined) throw new Error(`no gate ${name}`);
  const { risks = [], transferFeeBps = 0, ...rest } = changes;
  const facts: QuoteFacts = {
    side: 'buy',
    mint: { ...fixtureFacts({ risks, transferFeeBps }).mint, mint: address(FIXTURE_MINT) },
    venue: 'venue',
    priceImpactBps: 0,
    lamports: 1_000_000_000n,
    tokenUnits: 100_000_000n,
    secondPrice: { kind: 'price', solPerToken: 0.01 },
    markedLoss: undefined,
    ...rest,
  };
  const refusal = gate.judge(facts, fixtureLimits(limits));
  if (refusal !== undefined) expect(gate.codes).toContain(refusal.code);
  return refusal;
}

describe('tokenSafety', () => {
  it('denies a token with any risk, and names all of them', () => {
    expect(quoted('tokenSafety', {})).toBeUndefined();
    expect(quoted('tokenSafety', {}, { risks: ['a', 'b'], transferFeeBps: 1 })).toMatchObject({
      code: 'RISK__TOKEN_UNSAFE',
      context: { findings: ['a', 'b', expect.stringContaining('1 bps')] },
    });
  });

  it('takes a transfer fee up to the limit', () => {
    const limits = { transferFeeBpsMax: 50 };
    expect(quoted('tokenSafety', limits, { transferFeeBps: 50 })).toBeUndefined();
    expect(quoted('tokenSafety', limits, { transferFeeBps: 51 })).toBeDefined();
  });

  it('is silent about a trusted token, and when it is off', () => {
    const changes = { risks: ['a'], transferFeeBps: 9_999 };
    expect(quoted('tokenSafety', { trustedTokens: [FIXTURE_MINT] }, changes)).toBeUndefined();
    expect(quoted('tokenSafety', { trustedTokens: [OTHER_MINT] }, changes)).toBeDefined();
    expect(quoted('tokenSafety', { tokenSafety: false }, changes)).toBeUndefined();
  });
});

describe('priceImpact', () => {
  it('denies above the limit, and what nobody tells', () => {
    const limits = { priceImpactBpsMax: 100 };
    const code = (priceImpactBps: number | undefined) =>
      quoted('priceImpact', limits, { priceImpactBps })?.code;
    expect(code(100)).toBeUndefined();
    expect(code(101)).toBe('RISK__PRICE_IMPACT_EXCEEDS_MAXIMUM');
    expect(code(undefined)).toBe('RISK__PRICE_IMPACT_UNKNOWN');
    expect(code(NaN)).toBe('RISK__PRICE_IMPACT_UNKNOWN');
    expect(quoted('priceImpact', {}, { priceImpactBps: undefined })).toBeUndefined();
  });
});

describe('markedLoss', () => {
  const limits = { dailyLossMarkToMarket: true, dailyLossLamportsMax: 100n };
  const loss = (markedLamports: bigint) =>
    ({ kind: 'loss', lossLamports: 60n, markedLamports, feeLamports: 10n }) as const;

  it('denies when realised, open and marked losses and the fees are above the limit together', () => {
    expect(quoted('markedLoss', limits, { markedLoss: loss(30n) })).toBeUndefined();
    expect(quoted('markedLoss', limits, { markedLoss: loss(31n) })).toMatchObject({
      code: 'RISK__DAILY_LOSS_EXCEEDS_MAXIMUM',
      context: { lossLamports: 91n, lamports: 10n, dailyLossLamportsMax: 100n },
    });
  });

  it('denies where a position has no price, and is silent when it is off', () => {
    const none = { kind: 'none', mint: OTHER_MINT, reason: 'it is late' } as const;
    for (const markedLoss of [none, undefined]) {
      expect(quoted('markedLoss', limits, { markedLoss })?.code).toBe(
        'RISK__SECOND_PRICE_UNAVAILABLE',
      );
      for (const off of [{ dailyLossLamportsMax: 1n }, { dailyLossMarkToMarket: true }]) {
        expect(quoted('markedLoss', off, { markedLoss })).toBeUndefined();
      }
    }
  });
});

describe('priceDeviation', () => {
  const limits = { priceDeviationBpsMax: 100 };
  const code = (changes: QuoteChanges) => quoted('priceDeviation', limits, changes)?.code;

  it('denies a buy that is dearer than the second source says, by one lamport more', () => {
    expect(code({})).toBeUndefined();
    expect(code({ lamports: 1_010_000_000n })).toBeUndefined();
    expect(code({ lamports: 1_010_000_001n })).toBe('RISK__PRICE_DEVIATES');
    expect(code({ lamports: 1n })).toBeUndefined();
  });

  it('denies a sale that brings less, where it is asked about sales', () => {
    expect(code({ side: 'sell', lamports: 990_000_000n })).toBeUndefined();
    expect(code({ side: 'sell', lamports: 989_999_999n })).toBe('RISK__PRICE_DEVIATES');
    expect(code({ side: 'sell', lamports: 9_990_000_000n })).toBeUndefined();
  });

  it('denies without a price, and where figures make none', () => {
    const none = { kind: 'none', reason: 'it is late' } as const;
    expect(quoted('priceDeviation', limits, { secondPrice: none })).toMatchObject({
      code: 'RISK__SECOND_PRICE_UNAVAILABLE',
      context: { reason: 'it is late' },
    });
    expect(code({ secondPrice: undefined })).toBe('RISK__SECOND_PRICE_UNAVAILABLE');
    expect(code({ tokenUnits: 0n })).toBe('RISK__PRICE_DEVIATES');
    expect(code({ secondPrice: { kind: 'price', solPerToken: NaN } })).toBe('RISK__PRICE_DEVIATES');
    expect(quoted('priceDeviation', {}, { secondPrice: undefined })).toBeUndefined();
  });
});
