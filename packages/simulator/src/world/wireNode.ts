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
  const ask = async <Answer>(method: string, question: () => Promise<Answer>): Promise<Answer> =>
    network.ask(life, route(method), question);
  return {
    label: node.label,
    operator: node.operator,
    genesisHash: async () => ask('getGenesisHash', async () => node.genesisHash()),
    latestBlockhash: async () => ask('getLatestBlockhash', async () => node.latestBlockhash()),
    blockHeight: async (commitment) =>
      ask('getBlockHeight', async () => node.blockHeight(commitment)),
    finalized: async () => ask('getEpochInfo', async () => node.finalized()),
    firstAvailableSlot: async () =>
      ask('getFirstAvailableBlock', async () => node.firstAvailableSlot()),
    isBlockhashValid: async (blockhash) =>
      ask('isBlockhashValid', async () => node.isBlockhashValid(blockhash)),
    knowsBlockhash: async (blockhash) =>
      ask('isBlockhashValid', async () => node.knowsBlockhash(blockhash)),
    accounts: async (addresses, minContextSlot) =>
      ask('getMultipleAccounts', async () => node.accounts(addresses, minContextSlot)),
    finalAccounts: async (addresses) =>
      ask('getMultipleAccounts', async () => node.finalAccounts(addresses)),
    accountHeads: async (addresses, bytes) =>
      ask('getMultipleAccounts', async () => node.accountHeads(addresses, bytes)),
    tokenAccountsOf: async (wallet, program) =>
      ask('getTokenAccountsByOwner', async () => node.tokenAccountsOf(wallet, program)),
    signatureStatuses: async (signatures, options) =>
      ask('getSignatureStatuses', async () => node.signatureStatuses(signatures, options)),
    transaction: async (signature, commitment) =>
      ask('getTransaction', async () => node.transaction(signature, commitment)),
    signaturesOf: async (address, page) =>
      ask('getSignaturesForAddress', async () => node.signaturesOf(address, page)),
    simulate: async (wire, accounts) =>
      ask('simulateTransaction', async () => node.simulate(wire, accounts)),
    recentFees: async (accounts) =>
      ask('getRecentPrioritizationFees', async () => node.recentFees(accounts)),
    minimumRentLamports: async (dataBytes) =>
      ask('getMinimumBalanceForRentExemption', async () => node.minimumRentLamports(dataBytes)),
    send: async (wire) => {
      // Whatever becomes of the question, from here on the bytes may be anywhere.
      leaving(wire, node.label);
      try {
        return await ask('sendTransaction', async () => node.send(wire));
      } catch (cause) {
        if (life.isOver()) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        return { kind: 'in-doubt', reason };
      }
    },
  };
}
