import type { ChainAccount } from '@quantbot/executor/simulation';

import { inContext, read, options, text, type RpcOptions } from './rpcParameters.ts';
import { RPC_ERROR_CODE, RpcRefusal } from './rpcRefusal.ts';
import type { RpcContext } from './rpcMethods.ts';
import { uiAmount } from './uiAmount.ts';

/** `getMultipleAccounts` and `getAccountInfo`: accounts in the order asked. */
export async function readAccounts(
  { node }: RpcContext,
  addresses: readonly string[],
  { commitment, minContextSlot }: RpcOptions,
) {
  const reading = await node.accountsAt(addresses, commitment);
  if (minContextSlot !== undefined && reading.slot < BigInt(minContextSlot)) {
    throw new RpcRefusal('Minimum context slot has not been reached', {
      code: RPC_ERROR_CODE.minContextSlotNotReached,
      data: { contextSlot: Number(reading.slot) },
    });
  }
  return inContext(reading.slot, reading.accounts.map(accountJson));
}

/** An account as nodes write it. */
export function accountJson(account: ChainAccount | null) {
  return account === null
    ? null
    : {
        lamports: Number(account.lamports),
        owner: account.owner,
        data: [Buffer.from(account.data).toString('base64'), 'base64'],
        executable: false,
        rentEpoch: 0,
        space: account.data.length,
      };
}

/** `getTokenAccountBalance` */
export async function tokenBalance(
  { chain, node }: RpcContext,
  [address, given]: readonly unknown[],
) {
  const { commitment } = read(options, given);
  const held = await node.tokenAt(read(text, address), commitment);
  if (held === undefined) throw new RpcRefusal('Invalid param: could not find account');
  const decimals = chain.pools.find(({ mint }) => mint === held.mint)?.decimals ?? 9;
  return inContext(await node.slotAt(commitment), uiAmount(held.units, decimals));
}
