/**
 * Most that a new token account locks: 300 bytes of Token-2022, (128 + 300) * 6960 lamports by the
 * rent of the Solana runtime. Assumed before the chain has told the rent itself, and where an older
 * journal does not.
 */
export const TOKEN_RENT_LAMPORTS_MAX = 2_978_880n;
