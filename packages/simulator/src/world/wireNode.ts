import type { ChainNode } from '@quantbot/executor/simulation';

import type { Life } from '../process/life.ts';
import type { Network } from './network.ts';

/** What stands between a process and a node. */
export interface NodeWiring {
  readonly node: ChainNode;
  readonly network: Network;
  readonly life: Life;
  /** Told of bytes at the moment they leave the process, before anything can become of them. */
  readonly leaving: (wire: Uint8Array, by: string) => void;
}

/** Milliseconds a client waits for a node. */
const TIMEOUT_MS = 3_000;

/** A node as a process sees it: over wires that may fail. */
export function wireNode({ node, network, life, leaving }: NodeWiring): ChainNode {
  const route = (method: string) => ({ target: node.label, method, timeoutMs: TIMEOUT_MS });
  const ask = <Answer>(method: string, question: () => Promise<Answer>): Promise<Answer> =>
    network.ask(life, route(method), question);
  return {
    label: node.label,
    operator: node.operator,
    genesisHash: () => ask('getGenesisHash', () => node.genesisHash()),
    latestBlockhash: () => ask('getLatestBlockhash', () => node.latestBlockhash()),
    blockHeight: (commitment) => ask('getBlockHeight', () => node.blockHeight(commitment)),
    finalized: () => ask('getEpochInfo', () => node.finalized()),
    firstAvailableSlot: () => ask('getFirstAvailableBlock', () => node.firstAvailableSlot()),
    isBlockhashValid: (blockhash) =>
      ask('isBlockhashValid', () => node.isBlockhashValid(blockhash)),
    knowsBlockhash: (blockhash) => ask('isBlockhashValid', () => node.knowsBlockhash(blockhash)),
    accounts: (addresses, minContextSlot) =>
      ask('getMultipleAccounts', () => node.accounts(addresses, minContextSlot)),
    finalAccounts: (addresses) => ask('getMultipleAccounts', () => node.finalAccounts(addresses)),
    accountHeads: (addresses, bytes) =>
      ask('getMultipleAccounts', () => node.accountHeads(addresses, bytes)),
    tokenAccountsOf: (wallet, program) =>
      ask('getTokenAccountsByOwner', () => node.tokenAccountsOf(wallet, program)),
    signatureStatuses: (signatures, options) =>
      ask('getSignatureStatuses', () => node.signatureStatuses(signatures, options)),
    transaction: (signature, commitment) =>
      ask('getTransaction', () => node.transaction(signature, commitment)),
    signaturesOf: (address, page) =>
      ask('getSignaturesForAddress', () => node.signaturesOf(address, page)),
    simulate: (wire, accounts) => ask('simulateTransaction', () => node.simulate(wire, accounts)),
    recentFees: (accounts) => ask('getRecentPrioritizationFees', () => node.recentFees(accounts)),
    minimumRentLamports: (dataBytes) =>
      ask('getMinimumBalanceForRentExemption', () => node.minimumRentLamports(dataBytes)),
    send: async (wire) => {
      // Whatever becomes of the question, from here on the bytes may be anywhere.
      leaving(wire, node.label);
      try {
        return await ask('sendTransaction', () => node.send(wire));
      } catch (cause) {
        if (life.isOver()) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        return { kind: 'in-doubt', reason };
      }
    },
  };
}
