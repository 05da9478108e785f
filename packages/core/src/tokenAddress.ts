/**
 * Address of a token's mint, base58, case preserved.
 *
 * The brand keeps other strings (wallets, signatures, symbols) from being passed where a mint is
 * meant. Make one with {@link createTokenAddress}.
 */
export type TokenAddress = string & { readonly __brand: 'TokenAddress' };

const BASE58_ADDRESS_LENGTH_MIN = 32;
const BASE58_ADDRESS_LENGTH_MAX = 44;

/**
 * Brands a mint address.
 *
 * Checks the length only, as callers have always relied on; the adapters check the alphabet and
 * the 32-byte value when a request reaches them (`VALIDATE__TOKEN_ADDRESS_MALFORMED`).
 *
 * @param address - Mint address, 32 to 44 base58 characters.
 * @throws Error when the length is outside that range.
 *
 * @example
 * ```ts
 * const mint = createTokenAddress('So11111111111111111111111111111111111111112');
 * ```
 */
export function createTokenAddress(address: string): TokenAddress {
  if (address.length < BASE58_ADDRESS_LENGTH_MIN || address.length > BASE58_ADDRESS_LENGTH_MAX) {
    throw new Error(
      `A mint address has ${BASE58_ADDRESS_LENGTH_MIN} to ${BASE58_ADDRESS_LENGTH_MAX} characters; ` +
        `"${address}" has ${address.length}.`,
    );
  }
  return address as TokenAddress;
}
