import type { SeenCommitment } from '@quantbot/executor/simulation';
import { z } from 'zod';

import type { ModelChain } from '../model/modelChain.ts';
import type { ModelNode } from '../model/modelNode.ts';
import { readAccounts, tokenBalance } from './accountMethods.ts';
import { inContext, options, read, text, texts, VERSION } from './rpcParameters.ts';
import { RpcRefusal } from './rpcRefusal.ts';
import {
  sendTransaction,
  signaturesForAddress,
  signatureStatuses,
  simulateTransaction,
  transaction,
} from './transactionMethods.ts';

/** What a method works with. */
export interface RpcContext {
  readonly chain: ModelChain;
  readonly node: ModelNode;
}

/** Answers one method. */
export type RpcMethod = (context: RpcContext, params: readonly unknown[]) => Promise<unknown>;

const AIRDROP_LAMPORTS_MAX = 1_000_000_000_000n;
const EPOCH_SLOTS = 432_000n;

/** Every method that the executor uses, and what tools ask besides. */
export const RPC_METHODS: Readonly<Record<string, RpcMethod>> = {
  getHealth: async () => 'ok',
  getVersion: async () => VERSION,
  getGenesisHash: async ({ node }) => node.genesisHash(),
  getSlot: async ({ node }, [given]) => Number(await node.slotAt(read(options, given).commitment)),
  getBlockHeight: async ({ node }, [given]) =>
    Number(await heightAt(node, read(options, given).commitment)),
  getEpochInfo: epochInfo,
  getFirstAvailableBlock: async ({ node }) => Number(await node.firstAvailableSlot()),
  getLatestBlockhash: async ({ node }) => {
    const { slot, blockhash, lastValidBlockHeight } = await node.latestBlockhash();
    const value = { blockhash, lastValidBlockHeight: Number(lastValidBlockHeight) };
    return inContext(slot, value);
  },
  isBlockhashValid: async ({ node }, [blockhash, given]) => {
    const { commitment } = read(options, given);
    if (commitment === 'processed') {
      const { slot, isKnown } = await node.knowsBlockhash(read(text, blockhash));
      return inContext(slot, isKnown);
    }
    const isValid = await node.isBlockhashValid(read(text, blockhash));
    return inContext(await node.slotAt(commitment), isValid);
  },
  getMultipleAccounts: async (context, [addresses, given]) =>
    readAccounts(context, read(texts, addresses), read(options, given)),
  getAccountInfo: async (context, [address, given]) => {
    const found = await readAccounts(context, [read(text, address)], read(options, given));
    return { ...found, value: found.value[0] ?? null };
  },
  getBalance: async ({ node }, [address, given]) => {
    const { commitment } = read(options, given);
    const reading = await node.accountsAt([read(text, address)], commitment);
    return inContext(reading.slot, Number(reading.accounts[0]?.lamports ?? 0n));
  },
  getTokenAccountBalance: tokenBalance,
  getMinimumBalanceForRentExemption: async ({ node }, [bytes]) =>
    Number(await node.minimumRentLamports(read(z.number().int().min(0), bytes))),
  getRecentPrioritizationFees: async ({ node }) =>
    (await node.recentFees([])).map(({ slot, microLamportsPerComputeUnit }) => ({
      slot: Number(slot),
      prioritizationFee: Number(microLamportsPerComputeUnit),
    })),
  getSignatureStatuses: signatureStatuses,
  getSignaturesForAddress: signaturesForAddress,
  getTransaction: transaction,
  simulateTransaction,
  sendTransaction,
  requestAirdrop: async ({ chain }, [address, lamports]) => {
    const amount = BigInt(read(z.number().int().min(1), lamports));
    if (amount > AIRDROP_LAMPORTS_MAX) throw new RpcRefusal('airdrop is too large');
    chain.fund(read(text, address), amount);
    return '1'.repeat(64);
  },
};

async function heightAt(node: ModelNode, commitment: SeenCommitment): Promise<bigint> {
  if (commitment !== 'finalized') return node.blockHeight(commitment);
  return (await node.finalized()).blockHeight;
}

async function epochInfo({ node }: RpcContext, [given]: readonly unknown[]) {
  const { commitment } = read(options, given);
  const absoluteSlot =
    commitment === 'finalized' ? (await node.finalized()).slot : await node.slotAt(commitment);
  return {
    absoluteSlot: Number(absoluteSlot),
    blockHeight: Number(await heightAt(node, commitment)),
    epoch: Number(absoluteSlot / EPOCH_SLOTS),
    slotIndex: Number(absoluteSlot % EPOCH_SLOTS),
    slotsInEpoch: Number(EPOCH_SLOTS),
    transactionCount: 0,
  };
}
