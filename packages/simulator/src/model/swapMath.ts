import { WRAPPED_SOL } from './programAddresses.ts';

/** What a pool offers in one direction. */
export interface SwapTerms {
  readonly sourceMint: string;
  /** Base units of the source mint. */
  readonly amountIn: bigint;
  readonly reserveIn: bigint;
  readonly reserveOut: bigint;
  /** Fixed price of one whole token; `undefined` where the reserves decide. */
  readonly lamportsPerWholeToken: bigint | undefined;
  readonly decimals: number;
}

/** Share of the input that reaches the pool's price, of 10 000: 30 basis points stay behind. */
const KEPT_BPS = 9_970n;
const BPS = 10_000n;

/** What the swap pays out, rounded in the pool's favour; 0 for an amount too small to buy any. */
export function amountOutOf(terms: SwapTerms): bigint {
  const { amountIn, reserveIn, reserveOut, lamportsPerWholeToken, decimals } = terms;
  const net = (amountIn * KEPT_BPS) / BPS;
  if (net === 0n) return 0n;
  if (lamportsPerWholeToken === undefined) return (reserveOut * net) / (reserveIn + net);
  const unit = 10n ** BigInt(decimals);
  return terms.sourceMint === WRAPPED_SOL
    ? (net * unit) / lamportsPerWholeToken
    : (net * lamportsPerWholeToken) / unit;
}

/** Reserves after a stranger has moved the price of the token; their product stays. */
export function reservesAfterMove(
  { lamports, units }: { readonly lamports: bigint; readonly units: bigint },
  bps: number,
): { readonly lamports: bigint; readonly units: bigint } {
  const scale = 1_000_000_000n;
  const factor = BigInt(Math.round(Math.sqrt(1 + bps / 10_000) * Number(scale)));
  const moved = (lamports * factor) / scale;
  if (moved === 0n) return { lamports, units };
  return { lamports: moved, units: (lamports * units) / moved };
}
