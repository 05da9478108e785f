import { address, type Address } from '@solana/kit';

const known = new Set<string>();
const KNOWN_MAX = 4_096;

/**
 * A text that is known to be an address. The check reads it out of base58, which takes as long as a
 * read of the journal, and the same few come with every trade.
 *
 * @throws SolanaError when it is none.
 */
export function checkedAddress(text: string): Address {
  if (known.has(text)) return text as Address;
  const checked = address(text);
  if (known.size >= KNOWN_MAX) known.clear();
  known.add(text);
  return checked;
}
