import type { TransactionReading } from '@quantbot/executor/simulation';
import { getBase58Decoder } from '@solana/kit';

import type { ModelChain } from '../model/modelChain.ts';
import type { ModelNode } from '../model/modelNode.ts';
import type { RpcContext } from './rpcMethods.ts';
import { inContext, options, read, readWireParameter, text, texts } from './rpcParameters.ts';
import { RPC_ERROR_CODE, RpcRefusal } from './rpcRefusal.ts';
import { accountJson } from './accountMethods.ts';
import { uiAmount } from './uiAmount.ts';

/** `getSignatureStatuses` */
export async function signatureStatuses({ node }: RpcContext, [list, given]: readonly unknown[]) {
  const signatures = read(texts, list);
  const { searchTransactionHistory: searchHistory } = read(options, given);
  const { slot, statuses } = await node.signatureStatuses(signatures, { searchHistory });
  const value = statuses.map((status) =>
    status === null
      ? null
      : {
          slot: Number(status.slot),
          confirmations: status.commitment === 'finalized' ? null : 1,
          confirmationStatus: status.commitment,
          ...errorFields(status.error),
        },
  );
  return inContext(slot, value);
}

function errorFields(error: string | null) {
  const err: unknown = error === null ? null : JSON.parse(error);
  return { err, status: err === null ? { Ok: null } : { Err: err } };
}

/** `getSignaturesForAddress` */
export async function signaturesForAddress(
  { node }: RpcContext,
  [address, given]: readonly unknown[],
) {
  const { limit, before, until } = read(options, given);
  const entries = await node.signaturesOf(read(text, address), {
    limit,
    ...(before === undefined ? {} : { before }),
    ...(until === undefined ? {} : { until }),
  });
  return entries.map(({ signature, slot, commitment, error }) => ({
    signature,
    slot: Number(slot),
    err: errorFields(error).err,
    memo: null,
    blockTime: null,
    confirmationStatus: commitment,
  }));
}

/** `getTransaction` */
export async function transaction(
  { chain, node }: RpcContext,
  [signature, given]: readonly unknown[],
) {
  const { commitment } = read(options, given);
  if (commitment === 'processed')
    throw new RpcRefusal('Method does not support commitment below confirmed');
  const reading = await node.transaction(read(text, signature), commitment);
  return reading === null ? null : transactionJson(chain, read(text, signature), reading);
}

function transactionJson(chain: ModelChain, signature: string, reading: TransactionReading) {
  const decimalsOf = (mint: string) =>
    chain.pools.find((pool) => pool.mint === mint)?.decimals ?? 9;
  const tokenBalances = (list: TransactionReading['preTokenBalances']) =>
    list.map(({ account, mint, owner, amount }) => ({
      accountIndex: reading.accountAddresses.indexOf(account),
      mint,
      owner,
      uiTokenAmount: uiAmount(amount, decimalsOf(mint)),
    }));
  const signerCount = reading.signerCount;
  return {
    slot: Number(reading.slot),
    blockTime: null,
    version: 0,
    transaction: {
      signatures: [signature],
      message: {
        accountKeys: reading.accountAddresses,
        header: {
          numRequiredSignatures: signerCount,
          numReadonlySignedAccounts: 0,
          numReadonlyUnsignedAccounts: 0,
        },
        instructions: [],
        recentBlockhash: '1'.repeat(32),
      },
    },
    meta: {
      ...errorFields(reading.error),
      fee: Number(reading.feeLamports),
      preBalances: reading.preLamports.map(Number),
      postBalances: reading.postLamports.map(Number),
      preTokenBalances: tokenBalances(reading.preTokenBalances),
      postTokenBalances: tokenBalances(reading.postTokenBalances),
      innerInstructions: [],
      loadedAddresses: { writable: [], readonly: [] },
      logMessages: reading.logs,
      computeUnitsConsumed: Number(reading.computeUnits),
    },
  };
}

/** `simulateTransaction` */
export async function simulateTransaction({ node }: RpcContext, [wire, given]: readonly unknown[]) {
  const { accounts } = read(options, given);
  return simulate(node, readWireParameter(wire, given), accounts?.addresses);
}

async function simulate(node: ModelNode, wire: Uint8Array, addresses?: readonly string[]) {
  const { slot, error, logs, computeUnits, accounts } = await node.simulate(wire, addresses ?? []);
  return inContext(slot, {
    err: errorFields(error).err,
    logs,
    unitsConsumed: Number(computeUnits),
    accounts: addresses === undefined || error !== null ? null : accounts.map(accountJson),
    returnData: null,
  });
}

/** `sendTransaction` */
export async function sendTransaction({ node }: RpcContext, [wire, given]: readonly unknown[]) {
  const bytes = readWireParameter(wire, given);
  if (!read(options, given).skipPreflight) {
    const { value } = await simulate(node, bytes);
    if (value.err !== null) {
      const code = RPC_ERROR_CODE.preflightFailure;
      throw new RpcRefusal('Transaction simulation failed', { code, data: value });
    }
  }
  const answer = await node.send(bytes);
  if (answer.kind !== 'acknowledged') throw new RpcRefusal(answer.reason);
  return getBase58Decoder().decode(bytes.subarray(1, 65));
}
