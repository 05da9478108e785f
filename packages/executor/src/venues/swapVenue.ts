import type { Fault, SwapInstruction } from '@quantbot/core';

/** Asks a venue for a price and the instruction that takes it. */
export interface SwapQuoteRequest {
  /** Mint that is given; wrapped SOL on a buy. */
  readonly inputMint: string;
  /** Mint that is taken; wrapped SOL on a sell. */
  readonly outputMint: string;
  /** Base units of the input mint. */
  readonly amountIn: bigint;
  /** Basis points between the quote and the least output the program may accept. */
  readonly slippageBps: number;
  /** Wallet that will sign and whose associated token accounts are used. */
  readonly taker: string;
}

/** A venue's answer. Every figure is a claim until it is decoded from the instruction's bytes. */
export interface SwapQuote {
  /** Name of the venue. */
  readonly venue: string;
  /** Base units of the input mint. */
  readonly amountIn: bigint;
  /** Base units of the output mint, expected. */
  readonly amountOut: bigint;
  /** Base units of the output mint, least. */
  readonly minimumOut: bigint;
  /** Basis points between `amountOut` and `minimumOut`, as the venue understood them. */
  readonly slippageBps: number;
  /** Share of the price that this trade itself moves, basis points, when the venue tells. */
  readonly priceImpactBps?: number;
  /** The one instruction that is taken from a venue; the sign policy reads it back from its bytes. */
  readonly swapInstruction: SwapInstruction;
  /** Contents of the address lookup tables the route uses, by table address. */
  readonly lookupTables: Readonly<Record<string, readonly string[]>>;
  /** Instructions that the venue wants besides; anything above 0 is refused later. */
  readonly otherInstructionCount: number;
  /** Reading of the monotonic clock just before the venue was asked, milliseconds. */
  readonly askedAtMs: number;
}

/** A place to swap: one call that answers with a price and the swap instruction for it. */
export interface SwapVenue {
  /** Short stable name for logs and errors. */
  readonly name: string;
  /**
   * Asks for a quote. Never throws for what the venue or the network does: that is a `QUOTE__*`
   * fault.
   */
  quote(request: SwapQuoteRequest, signal: AbortSignal): Promise<SwapQuote | Fault>;
}
