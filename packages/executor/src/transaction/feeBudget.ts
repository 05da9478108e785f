import { BPS_PER_WHOLE, divCeil, divFloor, fault, type Fault } from '@quantbot/core';

/** Lamports a signature costs (Solana fee structure). */
export const BASE_FEE_LAMPORTS = 5_000n;

/** Most compute units a transaction may ask for (Solana runtime). */
const COMPUTE_UNITS_MAX = 1_400_000n;

/** Compute units that a swap with its account work is expected to fit into. */
const COMPUTE_UNITS_EXPECTED = 400_000n;

/** Spare compute units, percent, because a pool may have moved when the real thing runs. */
const MARGIN_PERCENT = 15n;
const MARGIN_UNITS = 2_000n;

const MICRO_PER_LAMPORT = 1_000_000n;

/** What a transaction may spend on priority. */
export interface FeeBudget {
  /** Micro-lamports per compute unit. */
  readonly computeUnitPrice: bigint;
  /** Compute units of the draft; with the price they stay inside the cap. */
  readonly computeUnitLimitMax: number;
}

/** What decides the priority fee. */
export interface FeeBudgetInputs {
  /** Micro-lamports per compute unit that the caller asked for. */
  readonly requestedPrice: number | undefined;
  /** Micro-lamports per compute unit that land these days. */
  readonly recentPrice: bigint;
  readonly priorityFeeLamportsMax: bigint;
  readonly escalation: FeeEscalation;
}

/** How much more is offered after attempts that never landed. */
export interface FeeEscalation {
  /** Attempts of the trade that expired: what they offered was not enough. */
  readonly expiredAttempts: number;
  /** Basis points of the price before; 20 000 doubles it. */
  readonly feeEscalationBps: number;
}

/** A price or a tip after so many attempts that never landed, rounded up. */
export function escalate(
  base: bigint,
  { expiredAttempts, feeEscalationBps }: FeeEscalation,
): bigint {
  let offered = base;
  for (let expired = 0; expired < expiredAttempts; expired += 1) {
    offered = divCeil(offered * BigInt(feeEscalationBps), BPS_PER_WHOLE);
  }
  return offered;
}

/**
 * Chooses price and limit so that their product cannot go above the cap, whatever the simulation
 * will say. A price of ours rises with every attempt that never landed and bends to the cap; a price
 * the caller insists on stays as it is in every attempt, and is refused above the cap.
 */
export function chooseFeeBudget(inputs: FeeBudgetInputs): FeeBudget | Fault {
  const { requestedPrice, recentPrice, priorityFeeLamportsMax } = inputs;
  const capMicroLamports = priorityFeeLamportsMax * MICRO_PER_LAMPORT;
  const affordable = divFloor(capMicroLamports, COMPUTE_UNITS_EXPECTED);
  const wanted = escalate(recentPrice, inputs.escalation);
  const ours = wanted < affordable ? wanted : affordable;
  const computeUnitPrice = requestedPrice === undefined ? ours : BigInt(requestedPrice);
  if (computeUnitPrice > affordable) {
    return fault('BUILD__PRIORITY_FEE_EXCEEDS_MAXIMUM', {
      lamports: priorityFeeLamports(computeUnitPrice, COMPUTE_UNITS_EXPECTED),
      priorityFeeLamportsMax,
    });
  }
  const inCap = computeUnitPrice === 0n ? COMPUTE_UNITS_MAX : capMicroLamports / computeUnitPrice;
  const limit = inCap < COMPUTE_UNITS_MAX ? inCap : COMPUTE_UNITS_MAX;
  return { computeUnitPrice, computeUnitLimitMax: Number(limit) };
}

/** Compute units to ask for when the simulation used so many. */
export function limitWithMargin(unitsUsed: bigint, limitMax: number): number {
  const wanted = unitsUsed + divCeil(unitsUsed * MARGIN_PERCENT, 100n) + MARGIN_UNITS;
  return Math.min(Number(wanted), limitMax);
}

/** Lamports a priority fee comes to: price times limit, rounded up (Solana fee structure). */
export function priorityFeeLamports(computeUnitPrice: bigint, computeUnitLimit: bigint): bigint {
  return divCeil(computeUnitPrice * computeUnitLimit, MICRO_PER_LAMPORT);
}
