import type { ChainNode } from '../chain/chainNode.ts';

/** Makes a node whose every method throws unless the test gives it. */
export function createFakeChainNode(given: Partial<ChainNode> = {}): ChainNode {
  const label = given.label ?? 'http://fake-node';
  const unexpected = (method: string) => async (): Promise<never> => {
    throw new Error(`${label} was not expected to be asked for ${method}`);
  };
  return {
    label,
    operator: 'fake-operator',
    genesisHash: unexpected('genesisHash'),
    latestBlockhash: unexpected('latestBlockhash'),
    blockHeight: unexpected('blockHeight'),
    finalized: unexpected('finalized'),
    firstAvailableSlot: unexpected('firstAvailableSlot'),
    isBlockhashValid: unexpected('isBlockhashValid'),
    knowsBlockhash: unexpected('knowsBlockhash'),
    accounts: unexpected('accounts'),
    finalAccounts: unexpected('finalAccounts'),
    accountHeads: unexpected('accountHeads'),
    tokenAccountsOf: unexpected('tokenAccountsOf'),
    signatureStatuses: unexpected('signatureStatuses'),
    transaction: unexpected('transaction'),
    signaturesOf: unexpected('signaturesOf'),
    simulate: unexpected('simulate'),
    recentFees: unexpected('recentFees'),
    minimumRentLamports: unexpected('minimumRentLamports'),
    send: unexpected('send'),
    ...given,
  };
}
