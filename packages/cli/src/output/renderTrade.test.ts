import type { TradeStatus } from '@quantbot/core';
import type { Fill, TradeEvent } from '@quantbot/executor';
import { describe, expect, it } from 'vitest';

import { ATTEMPT, journalled, LANDED, plain, SIGNATURE, tradeRecord } from '../testing/records.ts';
import { renderTrade, renderTradeList, requestText } from './renderTrade.ts';

const { request } = tradeRecord();
const { fingerprint, deadlineAtMs, wallet } = tradeRecord();
const FILL: Fill = {
  signature: SIGNATURE,
  slot: '42',
  lamports: '1000000000',
  tokenUnits: '50000000000',
  baseFeeLamports: '5000',
  priorityFeeLamports: '49',
  tipLamports: '10000',
  rentLamports: '0',
  reportedFeeLamports: '5000',
};
const RECEIVED: TradeEvent = {
  name: 'TradeReceived',
  key: 'entry',
  keyDerived: false,
  mode: 'live',
  wallet,
  request,
  fingerprint,
  deadlineAtMs,
};
const WITNESS = {
  label: 'node',
  operator: 'me',
  finalizedHeight: '230',
  statusSlot: '260',
  firstAvailableSlot: '0',
};
const EVENTS: readonly TradeEvent[] = [
  RECEIVED,
  { name: 'TradeAdmitted' },
  { name: 'AttemptSigned', attempt: ATTEMPT },
  { name: 'LaneAcknowledged', signature: SIGNATURE, lane: 'jito', endpoint: 'engine' },
  { name: 'SubmissionAmbiguous', signature: SIGNATURE, reasons: ['timed out', 'refused'] },
  {
    name: 'SeenOnChain',
    signature: SIGNATURE,
    slot: '42',
    commitment: 'confirmed',
    error: null,
    witness: 'node',
  },
  { name: 'AttemptConfirmed', signature: SIGNATURE, slot: '42', witness: 'node' },
  { name: 'FillRead', fill: FILL, result: LANDED },
  { name: 'AttemptRolledBack', signature: SIGNATURE },
  {
    name: 'AttemptReverted',
    signature: SIGNATURE,
    slot: '42',
    error: 'custom error 6001',
    feeLamports: '5000',
    witness: 'node',
  },
  { name: 'AttemptExpired', signature: SIGNATURE, deathHeight: '229', witnesses: [WITNESS] },
  { name: 'ConflictObserved', signature: SIGNATURE, detail: 'it landed after all', result: LANDED },
  { name: 'TradeFailed', code: 'CONFIRM__EXPIRED', result: LANDED },
  { name: 'FillRecorded', fill: FILL, witnesses: 1, result: LANDED },
];

describe('renderTrade', () => {
  it('shows the trade, its attempts and every kind of event, in lines that fit', () => {
    const trade = tradeRecord({ attempts: [ATTEMPT], result: LANDED });
    const text = plain(renderTrade({ trade, events: journalled(EVENTS) }, true));
    expect(text).toMatchInlineSnapshot(`
      "trade   entry
      status  executing (live)
      asked   buy for 1 SOL
      wallet  AZyAnWCfLQPGdy4Bn6mN34Gh4FrJieHXafxtjoTHRE8d
      token   So11111111111111111111111111111111111111112
      attempts
        1  signed, can land until block height 229
           3i4eytT95dZKERnyqBMN5c8XFWBMezNmrNoSfqgQbLK2iGLoEJfCB6evyFc5hywGLZ3uEL1dB1PFXMJD8hJ6ZQLK
           dead above block height 229, told by 1 operator:
           operator  node  finalized height  not found at slot  history from slot
           me        node  230               260                0
      events
        +0 ms    TradeReceived
        +10 ms   TradeAdmitted
        +20 ms   AttemptSigned        3i4eytT9…8hJ6ZQLK is durable, nothing sent yet
        +30 ms   LaneAcknowledged     jito engine
        +40 ms   SubmissionAmbiguous  timed out; refused
        +50 ms   SeenOnChain          slot 42, confirmed, no error
        +60 ms   AttemptConfirmed     slot 42, by node
        +70 ms   FillRead             1000000000 lamports for 50000000000 base units
        +80 ms   AttemptRolledBack
        +90 ms   AttemptReverted      slot 42, custom error 6001
        +100 ms  AttemptExpired       height 229 passed, told by me
        +110 ms  ConflictObserved     it landed after all
        +120 ms  TradeFailed          CONFIRM__EXPIRED
        +130 ms  FillRecorded         1000000000 lamports for 50000000000 base units
      answer
      ✔ settling: confirmed in a block, finality follows
        signature 3i4eytT95dZKERnyqBMN5c8XFWBMezNmrNoSfqgQbLK2iGLoEJfCB6evyFc5hywGLZ3uEL1dB1PFXMJD8hJ6ZQLK
        key             entry
        tokens          50000
        price           0.00002 SOL per token
        with all costs  0.00000002 SOL per token
        below quote     0 basis points
        quoted out      50000000000 base units
        network fee     0.000005 SOL
        priority fee    0.000000049 SOL
        Jito tip        0.00001 SOL
        lane            jito
        slot            42
        finality        confirmed"
    `);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('shows what a person has asked for and decided', () => {
    const resolution = { as: 'dead', signature: SIGNATURE, reason: 'seen', by: 'ann' } as const;
    const trade = tradeRecord({ attempts: [ATTEMPT], cancelRequested: true, resolution });
    const text = plain(renderTrade({ trade, events: [] }, true));
    expect(text).toContain('cancel    asked for: no further attempt is made');
    expect(text).toContain('resolved  as dead by ann: seen');
  });

  it('warns of an open trade that no process follows, and of no other', () => {
    const text = (status: TradeStatus, isOwned: boolean): string =>
      plain(renderTrade({ trade: tradeRecord({ status }), events: [] }, isOwned));
    const warning = /^followed +by nobody: no process owns .*; run quantbot resume$/mu;
    expect(text('executing', false)).toMatch(warning);
    expect(text('settling', false)).toMatch(warning);
    expect(text('executing', true)).not.toMatch(/^followed/mu);
    expect(text('filled', false)).not.toMatch(/^followed/mu);
  });

  it('says that nothing was signed', () => {
    const trade = tradeRecord({ status: 'denied' });
    const text = plain(renderTrade({ trade, events: journalled([RECEIVED]) }, true));
    expect(text).toContain('attempts\n  none: nothing was signed\n');
    expect(text).not.toContain('answer');
  });

  it('shows no height for an attempt that has landed', () => {
    const trade = tradeRecord({ attempts: [{ ...ATTEMPT, status: 'confirmed' }] });
    expect(renderTrade({ trade, events: [] }, true)).not.toContain('can land until');
  });
});

describe('renderTradeList', () => {
  it('lists trades in lines that fit', () => {
    const trades = [
      tradeRecord({ attempts: [ATTEMPT], status: 'filled' }),
      tradeRecord({ key: 'too-much', status: 'denied', errorCode: 'RISK__TRADE_EXCEEDS_MAXIMUM' }),
      tradeRecord({ key: 'rehearsal', mode: 'dry' }),
    ];
    expect(plain(renderTradeList(trades))).toMatchInlineSnapshot(`
      "when (UTC)           key        mode  status     asked          signature
      2026-01-02 03:04:05  entry      live  filled     buy for 1 SOL  3i4eytT9…
      2026-01-02 03:04:05  too-much   live  denied     buy for 1 SOL  RISK__TRADE_EXCEEDS_MAXIMUM
      2026-01-02 03:04:05  rehearsal  dry   executing  buy for 1 SOL"
    `);
  });

  it('says so when there is none', () => {
    expect(renderTradeList([])).toBe('No trades yet.');
  });
});

describe('requestText', () => {
  const { tokenAddress } = request;
  it.each([
    [{ side: 'buy', amount: 1.5 }, 'buy for 1.5 SOL'],
    [{ side: 'sell', amount: 2 }, 'sell 2 tokens'],
    [{ side: 'sell', amountBaseUnits: '7' }, 'sell 7 base units'],
    [{ side: 'sell', sellPortionBps: 2_550 }, 'sell 25.5 %'],
  ] as const)('puts %o into words', (parts, words) => {
    const asked = { tokenAddress, chain: 'solana', ...parts } as const;
    expect(requestText(tradeRecord({ request: asked }))).toBe(words);
  });
});
