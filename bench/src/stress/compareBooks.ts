import type { FinalLanding, ModelTruthReport } from './modelMessages.ts';

/** A trade as the journal has it, as far as the chain can be held against it. */
export interface BookedTrade {
  readonly key: string;
  readonly wallet: string;
  readonly mint: string;
  readonly side: 'buy' | 'sell';
  readonly status: string;
  /** Why it was denied or failed. */
  readonly errorCode?: string | undefined;
  readonly attempts: ReadonlyArray<{ readonly signature: string; readonly status: string }>;
  readonly fill:
    | {
        readonly signature: string;
        readonly lamports: string;
        readonly tokenUnits: string;
        readonly baseFeeLamports: string;
        readonly priorityFeeLamports: string;
        readonly tipLamports: string;
        readonly rentLamports: string;
      }
    | undefined;
}

/** Holds the journal against the chain. @returns what does not agree, each in a sentence */
export function compareBooks(
  trades: readonly BookedTrade[],
  { landings, submitted }: ModelTruthReport,
): readonly string[] {
  const bySignature = new Map(landings.map((landing) => [landing.signature, landing]));
  const booked = new Set(trades.flatMap(({ attempts }) => attempts.map((one) => one.signature)));
  return [
    ...submitted
      .filter((signature) => !booked.has(signature))
      .map((signature) => `bytes of ${signature} left and are in no journal`),
    ...landings
      .filter(({ signature }) => !booked.has(signature))
      .map(({ signature }) => `${signature} landed and is in no journal`),
    ...trades.flatMap((trade) => compareTrade(trade, bySignature)),
  ];
}

function compareTrade(
  trade: BookedTrade,
  bySignature: ReadonlyMap<string, FinalLanding>,
): readonly string[] {
  const { key, attempts, fill, status, wallet, mint } = trade;
  const ran = attempts
    .map(({ signature }) => bySignature.get(signature))
    .filter((landing) => landing?.error === null);
  if (ran.length > 1) return [`${key} landed ${ran.length} times`];
  const [landing] = ran;
  if (status !== 'filled' || fill === undefined) {
    return landing === undefined ? [] : [`${key} is ${status}, and ${landing.signature} landed`];
  }
  if (landing?.signature !== fill.signature) return [`${key} is filled, and nothing of it landed`];
  const costs =
    BigInt(fill.baseFeeLamports) +
    BigInt(fill.priorityFeeLamports) +
    BigInt(fill.tipLamports) +
    BigInt(fill.rentLamports);
  const sign = trade.side === 'buy' ? 1n : -1n;
  const lamports = -sign * BigInt(fill.lamports) - costs;
  const units = sign * BigInt(fill.tokenUnits);
  const moved = { lamports: landing.lamports, units: landing.units[mint] ?? '0' };
  return landing.wallet === wallet &&
    moved.lamports === String(lamports) &&
    moved.units === String(units)
    ? []
    : [
        `${key} books ${lamports} lamports and ${units} units, the chain moved ` +
          `${moved.lamports} and ${moved.units}`,
      ];
}
