import {
  address,
  createSolanaRpcFromTransport,
  getBase58Decoder,
  getBase64Decoder,
  getBase64Encoder,
  signature as toSignature,
  type Signature,
  type Base64EncodedWireTransaction,
  type Blockhash,
} from '@solana/kit';

import type { RpcEndpoint } from '../config/executionAdapterConfig.ts';
import type { ExecutorPlatform } from '../platform/executorPlatform.ts';
import type {
  ChainAccount,
  ChainNode,
  HistoryPage,
  OwnedAccount,
  SendAnswer,
  SimulationReading,
} from './chainNode.ts';
import { classifySendError } from './classifySendError.ts';
import { endpointLabel, endpointOperator } from './endpointLabel.ts';
import {
  blockhashValidShape,
  epochInfoShape,
  genesisShape,
  heightShape,
  latestBlockhashShape,
  statusesShape,
} from './rpcShapes.ts';
import { createRpcTransport } from './rpcTransport.ts';
import { readHistory } from './readHistory.ts';
import { readTransaction } from './readTransaction.ts';
import { errorText } from './transactionError.ts';

type Rpc = ReturnType<typeof createRpc>;

/** Milliseconds a node has for one answer. */
const READ_TIMEOUT_MS = 5_000;

/** Milliseconds a node has to take bytes: it forwards them without a look, so this is ample. */
const SEND_TIMEOUT_MS = 2_000;

/** A node reached over JSON-RPC. */
export function createRpcChainNode(endpoint: RpcEndpoint, platform: ExecutorPlatform): ChainNode {
  const rpc = createRpc(endpoint, platform, READ_TIMEOUT_MS);
  const sendRpc = createRpc(endpoint, platform, SEND_TIMEOUT_MS);
  return {
    label: endpointLabel(endpoint.url),
    operator: endpointOperator(endpoint),
    genesisHash: async () => genesisShape.parse(await rpc.getGenesisHash().send()),
    latestBlockhash: async () => {
      const answer = await rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
      const { context, value } = latestBlockhashShape.parse(answer);
      return { slot: context.slot, ...value };
    },
    blockHeight: async (commitment) =>
      heightShape.parse(await rpc.getBlockHeight({ commitment }).send()),
    finalized: async () => readFinalized(rpc),
    firstAvailableSlot: async () => heightShape.parse(await rpc.getFirstAvailableBlock().send()),
    isBlockhashValid: async (blockhash) => {
      const answer = await rpc
        .isBlockhashValid(blockhash as Blockhash, { commitment: 'finalized' })
        .send();
      return blockhashValidShape.parse(answer).value;
    },
    knowsBlockhash: async (blockhash) => {
      const answer = await rpc
        .isBlockhashValid(blockhash as Blockhash, { commitment: 'processed' })
        .send();
      const { context, value } = blockhashValidShape.parse(answer);
      return { slot: context.slot, isKnown: value };
    },
    accounts: async (addresses, minContextSlot) =>
      readAccounts(rpc, addresses, { commitment: 'confirmed', ...slotFloor(minContextSlot) }),
    finalAccounts: async (addresses) => readAccounts(rpc, addresses, { commitment: 'finalized' }),
    accountHeads: async (addresses, length) =>
      readAccounts(rpc, addresses, {
        commitment: 'confirmed',
        dataSlice: { offset: 0, length },
      }),
    tokenAccountsOf: async (wallet, program) => tokenAccountsOf(rpc, wallet, program),
    signatureStatuses: async (signatures, options) => readStatuses(rpc, signatures, options),
    transaction: async (signature, commitment) => {
      const config = { commitment, maxSupportedTransactionVersion: 1, encoding: 'json' } as const;
      const answer = await rpc.getTransaction(toSignature(signature), config).send();
      return answer === null ? null : readTransaction(answer);
    },
    signaturesOf: async (wallet, page) => signaturesOf(rpc, wallet, page),
    simulate: async (wire, accounts) => simulate(rpc, wire, accounts),
    recentFees: async (accounts) => {
      const fees = await rpc.getRecentPrioritizationFees(accounts.map(address)).send();
      return fees.map(({ slot, prioritizationFee }) => ({
        slot,
        microLamportsPerComputeUnit: BigInt(prioritizationFee),
      }));
    },
    minimumRentLamports: async (dataBytes) =>
      rpc.getMinimumBalanceForRentExemption(BigInt(dataBytes)).send(),
    send: async (wire) => send(sendRpc, wire),
  };
}

function createRpc(endpoint: RpcEndpoint, platform: ExecutorPlatform, timeoutMs: number) {
  return createSolanaRpcFromTransport(
    createRpcTransport({ url: endpoint.url, platform, timeoutMs }),
  );
}

/**
 * Asks twice, because gateways have been seen to answer one of the two with a slot: the lower of
 * the two heights is the one that is safe to act on.
 */
async function readFinalized(rpc: Rpc) {
  const [epochInfo, blockHeightAnswer] = await Promise.all([
    rpc.getEpochInfo({ commitment: 'finalized' }).send(),
    rpc.getBlockHeight({ commitment: 'finalized' }).send(),
  ]);
  const epoch = epochInfoShape.parse(epochInfo);
  const height = heightShape.parse(blockHeightAnswer);
  const blockHeight = epoch.blockHeight < height ? epoch.blockHeight : height;
  const slotGap = epoch.absoluteSlot - epoch.blockHeight;
  return { blockHeight, slot: epoch.absoluteSlot, slotGap };
}

interface AccountsRules {
  readonly commitment: 'confirmed' | 'finalized';
  readonly minContextSlot?: bigint;
  readonly dataSlice?: { readonly offset: number; readonly length: number };
}

function slotFloor(minContextSlot: bigint | undefined): Pick<AccountsRules, 'minContextSlot'> {
  return minContextSlot === undefined ? {} : { minContextSlot };
}

async function readAccounts(rpc: Rpc, addresses: readonly string[], rules: AccountsRules) {
  const { context, value } = await rpc
    .getMultipleAccounts(addresses.map(address), { encoding: 'base64', ...rules })
    .send();
  refuseShorter(addresses, value);
  return { slot: context.slot, accounts: value.map(accountFrom) };
}

interface AnsweredAccount {
  readonly lamports: bigint;
  readonly owner: string;
  readonly data: readonly [string, ...unknown[]];
}

const base64Encoder = getBase64Encoder();

function readAccount({ lamports, owner, data }: AnsweredAccount): ChainAccount {
  return { lamports, owner, data: new Uint8Array(base64Encoder.encode(data[0])) };
}

/** One without lamports is none. */
function accountFrom(account: AnsweredAccount | null): ChainAccount | null {
  return account === null || account.lamports === 0n ? null : readAccount(account);
}

async function tokenAccountsOf(
  rpc: Rpc,
  wallet: string,
  tokenProgram: string,
): Promise<readonly OwnedAccount[]> {
  const { value } = await rpc
    .getTokenAccountsByOwner(
      address(wallet),
      { programId: address(tokenProgram) },
      { encoding: 'base64', commitment: 'confirmed' },
    )
    .send();
  return value.map(({ pubkey, account }) => ({ address: pubkey, ...readAccount(account) }));
}

/** A missing entry would read as "there is none", which is evidence; it is no answer. */
function refuseShorter(asked: readonly unknown[], answered: readonly unknown[]): void {
  if (answered.length === asked.length) return;
  throw new Error(`asked for ${asked.length} entries and got ${answered.length}`);
}

async function readStatuses(
  rpc: Rpc,
  signatures: readonly string[],
  options: { readonly searchHistory: boolean },
) {
  const answer = await rpc
    .getSignatureStatuses(asSignatures(signatures), {
      searchTransactionHistory: options.searchHistory,
    })
    .send();
  const { context, value } = statusesShape.parse(answer);
  refuseShorter(signatures, value);
  const statuses = value.map((status) =>
    status === null
      ? null
      : {
          slot: status.slot,
          commitment: status.confirmationStatus ?? ('processed' as const),
          error: errorText(status.err),
        },
  );
  return { slot: context.slot, statuses };
}

async function signaturesOf(rpc: Rpc, wallet: string, page: HistoryPage) {
  const { limit, before, until, minContextSlot } = page;
  const answer = await rpc
    .getSignaturesForAddress(address(wallet), {
      commitment: 'confirmed',
      limit,
      ...(minContextSlot === undefined ? {} : { minContextSlot }),
      ...(before === undefined ? {} : { before: toSignature(before) }),
      ...(until === undefined ? {} : { until: toSignature(until) }),
    })
    .send();
  return readHistory(answer, page);
}

async function simulate(
  rpc: Rpc,
  wire: Uint8Array,
  addresses: readonly string[],
): Promise<SimulationReading> {
  const { context, value } = await rpc
    .simulateTransaction(encodeWire(wire), {
      encoding: 'base64',
      commitment: 'confirmed',
      sigVerify: false,
      replaceRecentBlockhash: false,
      ...(addresses.length === 0
        ? {}
        : { accounts: { encoding: 'base64', addresses: addresses.map(address) } as const }),
    })
    .send();
  const error = errorText(value.err);
  const accounts = error === null ? (value.accounts ?? []).map(accountFrom) : [];
  if (error === null) refuseShorter(addresses, accounts);
  return {
    slot: context.slot,
    error,
    logs: value.logs ?? [],
    computeUnits: value.unitsConsumed ?? 0n,
    accounts,
  };
}

async function send(rpc: Rpc, wire: Uint8Array): Promise<SendAnswer> {
  try {
    const named = await rpc
      .sendTransaction(encodeWire(wire), {
        encoding: 'base64',
        skipPreflight: true,
        maxRetries: 0n,
      })
      .send();
    // Another signature, or none: whatever the node took, it does not say that it took ours.
    if (named === signatureOfWire(wire)) return { kind: 'acknowledged' };
    return { kind: 'in-doubt', reason: 'it acknowledged another signature' };
  } catch (cause) {
    return classifySendError(cause);
  }
}

function encodeWire(wire: Uint8Array): Base64EncodedWireTransaction {
  return getBase64Decoder().decode(wire) as Base64EncodedWireTransaction;
}

/**
 * Not checked to be signatures: they are our own, and the check reads each of them as a number of
 * 512 bits, which for ten thousand open trades takes longer than asking for them does.
 */
function asSignatures(signatures: readonly string[]): readonly Signature[] {
  return signatures as readonly Signature[];
}

/** First signature of a wire transaction, base58: the name the chain knows it by. */
export function signatureOfWire(wire: Uint8Array): string {
  return getBase58Decoder().decode(wire.subarray(1, 65));
}
