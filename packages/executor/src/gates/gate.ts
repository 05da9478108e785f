import type { AnyExecutionRequest, ErrorCode, Fault, TradeSide } from '@quantbot/core';

import type { CompiledLimits } from '../config/executionAdapterConfig.ts';
import type { MintFacts } from '../facts/tokenProgram.ts';
import type { AdmissionSnapshot } from '../journal/journal.ts';
import type { Reserved } from './reservationOf.ts';
import type { MarkedLoss } from './markedLossGate.ts';
import type { GateName } from './gateNames.ts';
import type { SecondPrice } from './secondPrice.ts';

/** Where in the pipeline a gate is asked. */
export type GateStage = 'before the claim' | 'claim' | 'quote' | 'last look';

/** What a gate is, for the table and for docs/risk.md. */
export interface GateRow {
  readonly name: GateName;
  readonly stage: GateStage;
  /** Sides that it judges unless the limits say otherwise. */
  readonly appliesTo: TradeSide | 'both';
  /** Codes it denies with. */
  readonly codes: readonly ErrorCode[];
  /** Settings that it is set with, from `limits` unless they have a path. */
  readonly settings: readonly string[];
  readonly unit: string;
  /** What holds when nothing is set. */
  readonly fallback: string;
  /** What it denies, in a sentence. */
  readonly rule: string;
}

/** A pure rule: the same facts, the same verdict. */
export interface Gate<Facts> extends GateRow {
  judge(facts: Facts, limits: CompiledLimits): Fault | undefined;
}

/** What gates look at that need no quote. */
export interface AdmissionFacts {
  readonly request: AnyExecutionRequest;
  readonly snapshot: AdmissionSnapshot;
  /** What this trade may take at worst. */
  readonly reserved: Reserved;
}

/** A gate that is asked in the commit that claims the trade. */
export interface AdmissionGate extends Gate<AdmissionFacts> {
  /**
   * Whether an attempt of an admitted buy is judged by it again: what others did meanwhile may have
   * changed what it looks at.
   */
  readonly isAskedAgain: boolean;
}

/** What gates look at that need chain and quote. */
export interface QuoteFacts {
  readonly side: TradeSide;
  readonly mint: MintFacts;
  readonly venue: string;
  /** Basis points, `undefined` when the venue does not tell. */
  readonly priceImpactBps: number | undefined;
  readonly lamports: bigint;
  readonly tokenUnits: bigint;
  /** What the second source says; `undefined` where nobody asked it. */
  readonly secondPrice: SecondPrice | undefined;
  /** What positions are worth less than they cost; `undefined` where nobody asked. */
  readonly markedLoss: MarkedLoss | undefined;
}

/** Whether a gate judges a trade of this side under these limits. */
export function judges(
  { name, appliesTo }: Pick<GateRow, 'name' | 'appliesTo'>,
  side: TradeSide,
  limits: Pick<CompiledLimits, 'alsoOnSells'>,
): boolean {
  const isWidened = limits.alsoOnSells.some((widened) => widened === name);
  return appliesTo === 'both' || appliesTo === side || isWidened;
}

/** Lamports that a trade adds to what is at stake; a sell adds none. */
export function costOf({ side }: AnyExecutionRequest, reserved: Reserved): bigint {
  if (side !== 'buy') return 0n;
  return reserved.amountLamports + reserved.feeLamports + reserved.rentLamports;
}
