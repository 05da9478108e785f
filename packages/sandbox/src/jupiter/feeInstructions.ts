import { address, createNoopSigner, type Instruction } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';

import { toJupiterInstruction, type JupiterInstruction } from './jupiterInstruction.ts';
import type { BuildQuery } from './parseBuildQuery.ts';

const COMPUTE_BUDGET_PROGRAM = address('ComputeBudget111111111111111111111111111111');
const SET_COMPUTE_UNIT_PRICE = 3;
/** One of the accounts that collect tips for the aggregator's own landing service. */
const TIP_RECEIVER = address('GGztQqQ6pCPaJQnNpXBgELr5cs3WwDakRbh1iEMzjgSJ');

/** Prices in micro-lamports per compute unit; a quiet chain has no history to learn them from. */
const COMPUTE_UNIT_PRICES = { medium: 1_000, high: 10_000, veryHigh: 50_000 } as const;

/** Sets the compute price. As with the real endpoint, the limit is the caller's business. */
export function createComputeUnitPriceInstruction(query: BuildQuery): Instruction {
  const level = query.computeUnitPricePercentile ?? (query.mode === 'fast' ? 'veryHigh' : 'medium');
  const price = COMPUTE_UNIT_PRICES[typeof level === 'number' ? nameLevel(level) : level];
  const data = new Uint8Array(9);
  data[0] = SET_COMPUTE_UNIT_PRICE;
  new DataView(data.buffer).setBigUint64(1, BigInt(price), true);
  return { programAddress: COMPUTE_BUDGET_PROGRAM, accounts: [], data };
}

/** Pays a tip when the request names one. */
export function createTipInstruction(query: BuildQuery): JupiterInstruction | null {
  if (query.tipAmount === undefined) return null;
  const source = createNoopSigner(query.payer ?? query.taker);
  const tip = { source, destination: TIP_RECEIVER, amount: query.tipAmount };
  return toJupiterInstruction(getTransferSolInstruction(tip));
}

function nameLevel(percentileBps: number): keyof typeof COMPUTE_UNIT_PRICES {
  if (percentileBps >= 7_500) return 'veryHigh';
  return percentileBps >= 5_000 ? 'high' : 'medium';
}
