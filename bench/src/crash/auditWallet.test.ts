import { createTokenAddress, type ExecutionResult } from '@quantbot/core';
import type { AttemptRecord, Fill, TradeRecord } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import type { AskedKey } from './askedBook.ts';
import { auditAtDeath, auditAtRest, unbooked, type WalletEvidence } from './auditWallet.ts';

const MINT = 'So11111111111111111111111111111111111111113';
const BOUGHT = 500n;
const SPENT = 1_000n;
const FEES = 5_000n + 7n + 11n + 13n;

const FILL: Fill = {
  signature: 'first',
  slot: '9',
  lamports: String(SPENT),
  tokenUnits: String(BOUGHT),
  baseFeeLamports: '5000',
  priorityFeeLamports: '7',
  tipLamports: '11',
  rentLamports: '13',
  reportedFeeLamports: '5000',
};

const REQUEST = {
  tokenAddress: createTokenAddress(MINT),
  chain: 'solana',
  side: 'buy',
  amountBaseUnits: String(SPENT),
  idempotencyKey: 'key-1',
} as const;

function attempt(fields: Partial<AttemptRecord> = {}): AttemptRecord {
  return { signature: 'first', status: 'confirmed', number: 1, ...fields } as AttemptRecord;
}

function trade(fields: Partial<TradeRecord> = {}): TradeRecord {
  const base = { key: 'key-1', status: 'filled', request: REQUEST, attempts: [attempt()] };
  return { ...base, fill: FILL, ...fields } as TradeRecord;
}

function asked(answers: readonly ExecutionResult[], times = 1): AskedKey {
  const call = { request: REQUEST, copies: 1 };
  return { call, asked: times, answers: answers.map((result) => ({ asked: 1, result })) };
}

const SUCCESS: ExecutionResult = { success: true, txSignature: 'first' };

/** One buy that landed, was booked and was answered; a test breaks one thing of it. */
function evidence(fields: Partial<WalletEvidence> = {}): WalletEvidence {
  return {
    start: { lamports: 100_000n, units: new Map([[MINT, 10n]]), transactions: new Map() },
    now: {
      lamports: 100_000n - SPENT - FEES,
      units: new Map([[MINT, 10n + BOUGHT]]),
      transactions: new Map([['first', 'ran' as const]]),
    },
    trades: [trade()],
    asked: new Map([['key-1', asked([SUCCESS])]]),
    effects: new Map(),
    ...fields,
  };
}

describe('auditAtRest', () => {
  it('finds nothing where journal, chain and answers agree', () => {
    expect(auditAtRest(evidence())).toEqual([]);
  });

  it('finds one lamport and one unit that are booked and not there', () => {
    const { now } = evidence();
    const poorer = { ...now, lamports: now.lamports - 1n, units: new Map([[MINT, 9n + BOUGHT]]) };
    expect(auditAtRest(evidence({ now: poorer }))).toEqual([
      'the journal books -6031 lamports, the chain moved -6032',
      `the journal books 500 units of ${MINT}, the chain moved 499`,
    ]);
  });

  it('finds a key that ran twice', () => {
    const twice = [attempt(), attempt({ signature: 'second', number: 2 })];
    const { now } = evidence();
    const transactions = new Map([...now.transactions, ['second', 'ran' as const]]);
    const found = auditAtRest(
      evidence({ trades: [trade({ attempts: twice })], now: { ...now, transactions } }),
    );
    expect(found).toContain('key key-1 ran 2 times: first, second');
  });

  it('finds a trade that is still open', () => {
    const found = auditAtRest(evidence({ trades: [trade({ status: 'settling' })] }));
    expect(found).toContain('trade key-1 is settling where everything should have ended');
  });

  it('finds a landing that nobody booked', () => {
    const { fill: _fill, ...open } = trade({ status: 'executing' });
    const effect = { lamports: -SPENT - FEES, units: new Map([[MINT, BOUGHT]]) };
    const halfway = evidence({ trades: [open], effects: new Map([['first', effect]]) });
    expect(unbooked(halfway.trades, halfway.now)).toEqual(['first']);
    expect(auditAtRest(halfway)).toContain('first is on chain and is not booked');
    expect(auditAtDeath(halfway)).toEqual([]);
  });
});

describe('auditAtDeath', () => {
  it('finds a transaction that no journal has', () => {
    const { now } = evidence();
    const transactions = new Map([...now.transactions, ['stranger', 'ran' as const]]);
    expect(auditAtDeath(evidence({ now: { ...now, transactions } }))).toContain(
      'stranger is on chain and in no journal',
    );
  });

  it('finds a death that was proven of what is on chain', () => {
    const dead = trade({ attempts: [attempt({ status: 'expired' })] });
    expect(auditAtDeath(evidence({ trades: [dead] }))).toContain(
      'attempt 1 of key-1 is expired in the journal and ran on chain',
    );
  });

  it.each([
    ['CONFIRM__EXPIRED', 2],
    ['DEADLINE__EXPIRED', 1],
  ] as const)('finds a caller that was told %s though the trade ran', (errorCode, times) => {
    const answers = asked([{ success: false, errorCode }], times);
    expect(auditAtDeath(evidence({ asked: new Map([['key-1', answers]]) }))).toEqual([
      `key-1 was told ${errorCode}, and first ran`,
    ]);
  });

  it('allows a trade after a denial when its caller asked again', () => {
    const answers = asked([{ success: false, errorCode: 'DEADLINE__EXPIRED' }], 2);
    expect(auditAtDeath(evidence({ asked: new Map([['key-1', answers]]) }))).toEqual([]);
  });

  it('finds a success that was told with another signature, or without any', () => {
    const lie = asked([{ success: true, txSignature: 'another' }]);
    expect(auditAtDeath(evidence({ asked: new Map([['key-1', lie]]) }))).toEqual([
      'key-1 was told success by another; on chain ran first',
    ]);
  });

  it('finds an outcome that was told and is in no journal', () => {
    const { start } = evidence();
    const lost = evidence({ trades: [], now: start });
    expect(auditAtDeath(lost)).toEqual(['key-1 has an outcome and is in no journal']);
  });

  it('finds a trade that nobody ordered', () => {
    expect(auditAtDeath(evidence({ asked: new Map() }))).toEqual([
      'the journal has key-1, which nobody ordered',
    ]);
  });
});
