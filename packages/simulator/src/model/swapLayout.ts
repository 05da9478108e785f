/** First byte of the instruction data: a swap with an exact amount in. */
export const SWAP_EXACT_IN_TAG = 1;

/** Length of the instruction data in bytes. */
export const SWAP_DATA_BYTES = 20;

/** Where the numbers stand in the instruction data, little endian. */
export const SWAP_OFFSET = {
  amountIn: 1,
  minimumOut: 9,
  poolBump: 17,
  sourceVaultBump: 18,
  destinationVaultBump: 19,
} as const;

/** Places of the instruction's accounts. */
export const SWAP_PLACE = {
  authority: 0,
  source: 1,
  destination: 2,
  sourceMint: 3,
  destinationMint: 4,
  pool: 5,
  sourceVault: 6,
  destinationVault: 7,
  sourceTokenProgram: 8,
  destinationTokenProgram: 9,
} as const;

/** Number of accounts the program takes, no more and no fewer. */
export const SWAP_ACCOUNT_COUNT = 10;

/** Custom errors of the swap program. */
export const SWAP_ERROR = {
  instructionDataInvalid: 6000,
  slippageExceeded: 6001,
  accountsMissing: 6002,
  authorityNotSigner: 6003,
  tokenProgramNotAllowed: 6004,
  mintMismatch: 6005,
  poolMismatch: 6006,
  vaultMismatch: 6007,
  amountTooSmall: 6008,
  poolEmpty: 6009,
} as const;
