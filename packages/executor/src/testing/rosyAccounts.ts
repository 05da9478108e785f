import { getAddressEncoder, type Address } from '@solana/kit';

import type { ChainAccount } from '../chain/chainNode.ts';
import { TOKEN_PROGRAM_ADDRESS } from '../facts/tokenProgram.ts';

const SYSTEM_PROGRAM = '11111111111111111111111111111111';
const TOKEN_ACCOUNT_BYTES = 165;
const OWNER_OFFSET = 32;
const AMOUNT_OFFSET = 64;
const STATE_OFFSET = 108;

/**
 * What a simulation shows of a trade that could not have gone better: a rich wallet, a full token
 * account that is nobody else's, wrapped SOL unwrapped. In the order that the executor asks in.
 */
export function rosyAccounts(addresses: readonly string[]): Array<ChainAccount | null> {
  const [wallet = ''] = addresses;
  const rich = { lamports: 10n ** 18n, owner: SYSTEM_PROGRAM, data: new Uint8Array() };
  const full = {
    lamports: 2_039_280n,
    owner: TOKEN_PROGRAM_ADDRESS,
    data: heldBy(wallet as Address, 2n ** 63n),
  };
  return addresses.map((_, place) => [rich, full][place] ?? null);
}

/** Data of a token account. */
export function heldBy(owner: Address, units: bigint): Uint8Array {
  const data = new Uint8Array(TOKEN_ACCOUNT_BYTES);
  data.set(getAddressEncoder().encode(owner), OWNER_OFFSET);
  new DataView(data.buffer).setBigUint64(AMOUNT_OFFSET, units, true);
  data[STATE_OFFSET] = 1;
  return data;
}
