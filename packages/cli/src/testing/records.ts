import { stripVTControlCharacters } from 'node:util';

import { createTokenAddress, type ExecutionResult } from '@quantbot/core';
import type { AttemptRecord, JournalledEvent, TradeEvent, TradeRecord } from '@quantbot/executor';

export const MINT = createTokenAddress('So11111111111111111111111111111111111111112');
export const SIGNATURE =
  '3i4eytT95dZKERnyqBMN5c8XFWBMezNmrNoSfqgQbLK2iGLoEJfCB6evyFc5hywGLZ3uEL1dB1PFXMJD8hJ6ZQLK';

/** A text as it is without colours, whatever the machine that tests thinks of them. */
export const plain = stripVTControlCharacters;

/** An answer of a buy that landed. */
export const LANDED: ExecutionResult = {
  success: true,
  status: 'settling',
  finality: 'confirmed',
  witnesses: 1,
  txSignature: SIGNATURE,
  executedPrice: 0.00002,
  executedPriceText: '0.00002',
  effectivePrice: 0.00000002,
  executedAmount: 50_000,
  fees: { networkFee: 5_000, priorityFee: 49, totalFee: 5_049 },
  jitoTip: 10_000,
  rent: 0,
  totalCostLamports: 15_049,
  lane: 'jito',
  slot: 42,
  slippageBps: 0,
  quoted: { amountIn: '1000000000', amountOut: '50000000000', minimumOut: '49500000000' },
  idempotencyKey: 'entry',
  deduplicated: false,
};

export const ATTEMPT: AttemptRecord = {
  number: 1,
  signature: SIGNATURE,
  wireBase64: 'c2VjcmV0',
  blockhash: '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn',
  deathHeight: '229',
  signedAtSlot: '40',
  tokenDecimals: 6,
  tokenProgram: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  amountIn: '1000000000',
  quotedOut: '50000000000',
  minimumOut: '49500000000',
  baseFeeLamports: '5000',
  priorityFeeLamports: '49',
  tipLamports: '10000',
  tokenAccount: 'A',
  wrappedSolAccount: 'B',
  venue: 'jupiter',
  slippageBps: 100,
  status: 'signed',
};

/** A live trade, its parts to be replaced. */
export function tradeRecord(parts: Partial<TradeRecord> = {}): TradeRecord {
  return {
    tradeId: 'id',
    version: 3,
    key: 'entry',
    keyDerived: false,
    mode: 'live',
    wallet: 'AZyAnWCfLQPGdy4Bn6mN34Gh4FrJieHXafxtjoTHRE8d',
    request: { tokenAddress: MINT, chain: 'solana', side: 'buy', amount: 1 },
    fingerprint: {
      chain: 'solana',
      tokenAddress: MINT,
      side: 'buy',
      amount: '1',
      strategyId: '',
      slippageBps: '',
      limitPrice: '',
    },
    status: 'executing',
    createdAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    updatedAtMs: Date.UTC(2026, 0, 2, 3, 4, 6),
    deadlineAtMs: Date.UTC(2026, 0, 2, 3, 5, 35),
    cancelRequested: false,
    attempts: [],
    ...parts,
  };
}

/** Events as they stand in the journal, ten milliseconds apart. */
export function journalled(events: readonly TradeEvent[]): JournalledEvent[] {
  const startMs = tradeRecord().createdAtMs;
  return events.map((event, index) => ({
    tradeId: 'id',
    version: index + 1,
    atMs: startMs + 10 * index,
    event,
  }));
}
