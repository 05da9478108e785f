/**
 * One instruction as a transaction carries it. Addresses are base58 text.
 */
export interface SwapInstruction {
  /** Program that runs the instruction. */
  readonly programAddress: string;
  /** Accounts in the order the program receives them. */
  readonly accounts: readonly SwapAccount[];
  /** Raw instruction data, discriminator included. */
  readonly data: Uint8Array;
}

/** One account of a {@link SwapInstruction}. */
export interface SwapAccount {
  /** The account, or what a lookup table puts in its place. */
  readonly address: string;
  /** Whether the transaction is signed for it; of all accounts only the wallet may be. */
  readonly isSigner: boolean;
  /** Whether the program may change it. */
  readonly isWritable: boolean;
}

/** What a swap instruction will do, read from its bytes and accounts alone. */
export interface DecodedSwap {
  /** Name of the decoded variant, as the program's interface calls it. */
  readonly variant: string;
  /** Base units of the input mint that the swap takes. */
  readonly amountIn: bigint;
  /** Base units of the output mint below which the program itself must fail. */
  readonly minimumOut: bigint;
  /** Signer whose tokens are spent. */
  readonly authority: string;
  /** Token account debited. */
  readonly source: string;
  /** Token account credited. */
  readonly destination: string;
  /** Input mint, when the instruction names it. */
  readonly sourceMint?: string;
  /** Output mint, when the instruction names it. */
  readonly destinationMint?: string;
  /** Platform fee in basis points taken from the output, 0 when none. */
  readonly platformFeeBps: number;
  /** Account that receives the platform fee, when the instruction names one. */
  readonly platformFeeAccount?: string;
}

/** Why an instruction could not be understood. */
export interface UndecodableSwap {
  /** What is not understood, with the value found, for a person; without a full stop. */
  readonly reason: string;
}

/**
 * Reads the swap instruction of one program. A program may be traded through only when a decoder
 * for it is configured: what cannot be read cannot be checked, and is not signed.
 *
 * A decoder is pure: it sees bytes and accounts, never the network.
 */
export interface SwapDecoder {
  /** Short stable name for logs and errors, for example `jupiter-v6`. */
  readonly name: string;
  /** Program whose instructions this decoder reads. */
  readonly programAddress: string;
  /**
   * @returns what the instruction does, or the reason it is not understood. Never throws for bytes
   * that came from a venue.
   */
  decodeSwap(instruction: SwapInstruction): DecodedSwap | UndecodableSwap;
  /**
   * Tells what a custom program error means.
   *
   * @returns `slippage` when the code says the price moved beyond the minimum out, `unknown` else.
   */
  classifyError(customErrorCode: number): 'slippage' | 'unknown';
}
