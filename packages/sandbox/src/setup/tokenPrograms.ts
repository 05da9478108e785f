import { address } from '@solana/kit';

export { TOKEN_PROGRAM_ADDRESS } from '@solana-program/token';

/** Token-2022, the token program with extensions. */
export const TOKEN_2022_PROGRAM_ADDRESS = address('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb');
