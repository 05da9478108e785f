import type { ChainAccount } from '@quantbot/executor/simulation';

import { dataOf } from '../model/accountData.ts';
import { SYSTEM_PROGRAM, TOKEN_PROGRAM, WRAPPED_SOL } from '../model/programAddresses.ts';

/** Accounts after a trade that could not have gone better, in the order the executor asks in. */
export function rosyAccounts(addresses: readonly string[]): Array<ChainAccount | null> {
  const [owner = ''] = addresses;
  const content = { kind: 'token', mint: WRAPPED_SOL, owner, units: 2n ** 62n } as const;
  const lamports = 10n ** 15n;
  const token = {
    lamports,
    program: TOKEN_PROGRAM,
    content: { ...content, rentReserve: undefined },
  };
  const rosy = [
    { lamports, owner: SYSTEM_PROGRAM, data: new Uint8Array() },
    { lamports, owner: TOKEN_PROGRAM, data: dataOf(token) },
  ];
  return addresses.map((_, place) => rosy[place] ?? null);
}
