import type { ExecutionResult } from '@quantbot/core';
import type { AttemptPlan, JournalledEvent } from '@quantbot/executor';
import { foldTrade, type TradeEvent } from '@quantbot/executor/simulation';

import type { Landing } from '../../model/modelTruth.ts';
import { drawSchedule } from '../../schedule/drawSchedule.ts';
import type { Intent } from '../../schedule/schedule.ts';
import { LIMITS } from '../../world/simulationConfig.ts';
import type { History, SignedFact, TradeFact } from '../history.ts';

const WALLET = 'wallet-address';
const POOL = { mint: 'mint', tokenVault: 'token-vault', solVault: 'sol-vault' };
const LAMPORTS_IN = 100_000_000n;
const UNITS_OUT = 2_000n;
const FEES = 5_000n;
const START_MS = 1_000;

/** An intent that buys for 0.1 SOL under a key. */
export const MADE_UP_INTENT: Intent = {
  number: 0,
  wallet: 0,
  key: 'intent-0',
  side: 'buy',
  pool: 0,
  amountIn: LAMPORTS_IN,
  sellPortionBps: undefined,
  slippageBps: 100,
  limitPrice: undefined,
  maxRetries: 1,
  deadlineMs: 90_000,
  lanePolicy: 'race',
  calls: [{ atMs: 0, waitMs: 1_000 }],
  cancelAtMs: undefined,
};

/** Plan of the n-th attempt. */
export function madeUpAttempt(number = 1): AttemptPlan {
  return {
    number,
    signature: `signature-${number}`,
    wireBase64: 'AQID',
    blockhash: `blockhash-${number}`,
    deathHeight: '1182',
    signedAtSlot: '1000',
    tokenDecimals: 6,
    tokenProgram: 'token-program',
    amountIn: String(LAMPORTS_IN),
    quotedOut: String(UNITS_OUT),
    minimumOut: '1980',
    baseFeeLamports: String(FEES),
    priorityFeeLamports: '0',
    tipLamports: '0',
    tokenAccount: 'token-account',
    wrappedSolAccount: 'wrapped-account',
    venue: 'model',
    slippageBps: 100,
  };
}

/** Answer of a filled buy. */
export const MADE_UP_RESULT: ExecutionResult = {
  success: true,
  status: 'filled',
  finality: 'finalized',
  txSignature: 'signature-1',
  idempotencyKey: 'intent-0',
  fees: { networkFee: Number(FEES), priorityFee: 0, totalFee: Number(FEES) },
  jitoTip: 0,
  rent: 0,
  totalCostLamports: Number(FEES),
};

/** How a trade came to be, and its admission. */
export function madeUpBeginning(
  fields: { readonly key?: string; readonly keyDerived?: boolean } = {},
) {
  const { key = 'intent-0', keyDerived = false } = fields;
  const request = {
    tokenAddress: POOL.mint,
    chain: 'solana',
    side: 'buy',
    amountBaseUnits: String(LAMPORTS_IN),
    maxRetries: 1,
    lanePolicy: 'race',
    ...(keyDerived ? {} : { idempotencyKey: key }),
  };
  return [
    {
      name: 'TradeReceived',
      key,
      keyDerived,
      mode: 'live',
      wallet: WALLET,
      request,
      fingerprint: { side: 'buy' },
      deadlineAtMs: START_MS + 90_000,
    },
    { name: 'TradeAdmitted' },
  ] as unknown as TradeEvent[];
}

/** The events of a filled buy. */
export function madeUpEvents(): TradeEvent[] {
  const { signature } = madeUpAttempt();
  const witness = 'https://node-0.test';
  const fill = {
    signature,
    slot: '1010',
    lamports: String(LAMPORTS_IN),
    tokenUnits: String(UNITS_OUT),
    baseFeeLamports: String(FEES),
    priorityFeeLamports: '0',
    tipLamports: '0',
    rentLamports: '0',
    reportedFeeLamports: String(FEES),
  };
  return [
    ...madeUpBeginning(),
    { name: 'AttemptSigned', attempt: madeUpAttempt() },
    { name: 'AttemptConfirmed', signature, slot: '1010', witness },
    { name: 'FillRead', fill, result: { ...MADE_UP_RESULT, status: 'settling' } },
    { name: 'FillRecorded', fill, witnesses: 2, result: MADE_UP_RESULT },
  ];
}

/** A trade as the journal would have it after these events, a second apart. */
export function madeUpTrade(events: readonly TradeEvent[], tradeId = 'trade-1'): TradeFact {
  const journalled: JournalledEvent[] = events.map((event, index) => ({
    tradeId,
    version: index + 1,
    atMs: START_MS + index * 1_000,
    event,
  }));
  const record = foldTrade(journalled);
  if (record === undefined) throw new TypeError('a trade has events');
  return { wallet: 0, record, events: journalled };
}

/** A final landing of the buy. */
export function madeUpLanding(fields: Partial<Landing> = {}): Landing {
  const change = { mint: undefined, owner: undefined };
  return {
    signature: 'signature-1',
    feePayer: WALLET,
    slot: 1_010n,
    blockHeight: 1_000n,
    fate: 'finalized',
    error: null,
    feeLamports: FEES,
    changes: [
      { ...change, account: WALLET, lamports: -LAMPORTS_IN - FEES, units: 0n },
      { ...change, account: POOL.solVault, lamports: LAMPORTS_IN, units: LAMPORTS_IN },
      { ...change, account: POOL.tokenVault, lamports: 0n, units: -UNITS_OUT },
    ],
    ...fields,
  };
}

/** A signature that became durable with nothing wrong about it. */
export function madeUpSigned(fields: Partial<SignedFact> = {}): SignedFact {
  return {
    atMs: 3_000,
    wallet: 0,
    tradeId: 'trade-1',
    attempt: madeUpAttempt(),
    isBuy: true,
    lastHeight: 1_150n,
    formerOpen: [],
    walletLamports: 1_000_000_000n,
    openLamports: 0n,
    besides: [],
    ...fields,
  };
}

/** A history of one filled buy in which everything is as it should be. */
export function madeUpHistory(changes: Partial<History> = {}): History {
  return {
    schedule: { ...drawSchedule(1), liar: undefined, intents: [MADE_UP_INTENT] },
    limits: LIMITS,
    answers: [
      { atMs: 5_000, intent: 0, result: { ...MADE_UP_RESULT, status: 'settling' }, hadRun: true },
      { atMs: 9_000, intent: 0, result: MADE_UP_RESULT, hadRun: true },
    ],
    signed: [madeUpSigned()],
    expired: [],
    sends: [
      {
        atMs: 3_100,
        wallet: 0,
        signature: 'signature-1',
        by: 'https://node-0.test',
        wasDurable: true,
      },
    ],
    trades: [madeUpTrade(madeUpEvents())],
    bars: [],
    tradingChanges: [[]],
    landings: [madeUpLanding()],
    wallets: [
      {
        address: WALLET,
        lamportsBefore: 1_000_000_000n,
        lamportsAfter: 1_000_000_000n - LAMPORTS_IN - FEES,
        unitsBefore: [0n],
        unitsAfter: [UNITS_OUT],
      },
    ],
    pools: [POOL],
    stuck: undefined,
    surprises: [],
    stops: 0,
    ...changes,
  };
}
