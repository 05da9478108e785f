import type {
  AccountsReading,
  BlockhashReading,
  ChainAccount,
  ChainNode,
  FinalizedReading,
  SeenCommitment,
  SendAnswer,
  SimulationReading,
} from '@quantbot/executor/simulation';

import { asTokenAccount, type Account, type TokenContent } from './account.ts';
import { dataOf } from './accountData.ts';
import { BLOCKHASH_LIFE_BLOCKS, type Block } from './block.ts';
import type { ChainView } from './blockTree.ts';
import type { ChainCore } from './chainCore.ts';
import { executeTransaction } from './executeTransaction.ts';
import { executionLogs } from './executionLogs.ts';
import {
  honestBehaviour,
  SilentNodeError,
  toldHeight,
  toldSlot,
  type NodeBehaviour,
} from './nodeBehaviour.ts';
import {
  firstSlotOf,
  readHistory,
  readRecord,
  readStatuses,
  type NodeContext,
} from './nodeRecords.ts';
import { readWire } from './readWire.ts';
import { rentLamportsOf } from './rent.ts';
import { toldAccounts } from './toldAccounts.ts';

/** A node of the model: the interface the executor reads through, with its own view and its lies. */
export interface ModelNode extends ChainNode {
  /** Changeable at any moment. */
  readonly behaviour: NodeBehaviour;
  /** Slot of its newest block. */
  viewSlot(): bigint;
  /** Slot of its block of a commitment. */
  slotAt(commitment: SeenCommitment): Promise<bigint>;
  /** Accounts as of a commitment, in the order asked. */
  accountsAt(addresses: readonly string[], commitment: SeenCommitment): Promise<AccountsReading>;
  /** Token account as of a commitment, `undefined` when the address is none. */
  tokenAt(address: string, commitment: SeenCommitment): Promise<TokenContent | undefined>;
}

/** Who a node is. */
export interface ModelNodeParts {
  readonly label: string;
  readonly operator: string;
  /** Place among the chain's nodes. */
  readonly index: number;
  readonly genesisHash: string;
}

/** Genesis hash that a node of another chain tells. */
const ANOTHER_GENESIS = 'Another1Chain1Another1Chain1Another1Chain11';

const REFUSED = {
  kind: 'refused',
  reason: 'Invalid params: the bytes are no transaction',
} as const;

/** Makes a node's view of a chain. */
export function createModelNode(core: ChainCore, options: ModelNodeParts): ModelNode {
  const behaviour = honestBehaviour();
  const { index, genesisHash, ...names } = options;
  const view = (): ChainView => core.tree.viewAt(behaviour.lagSlots, index);
  const context: NodeContext = { core, behaviour, view };
  const answer = async <Value>(read: () => Value): Promise<Value> => {
    if (behaviour.availability === 'silent') throw new SilentNodeError(names.label);
    if (behaviour.availability === 'erroring') throw new Error(`${names.label} answered HTTP 503`);
    return read();
  };
  return {
    ...names,
    behaviour,
    viewSlot: () => view().processed.slot,
    slotAt: (commitment) => answer(() => view()[commitment].slot),
    accountsAt: (addresses, commitment) =>
      answer(() => readAccounts(context, view()[commitment], { addresses })),
    tokenAt: (address, commitment) =>
      answer(() => asTokenAccount(view()[commitment].layer.read(address))?.content),
    genesisHash: () => answer(() => toldGenesis(behaviour, genesisHash)),
    latestBlockhash: () => answer(() => latestBlockhash(context)),
    blockHeight: (commitment) => answer(() => heightOf(context, view()[commitment])),
    finalized: () => answer(() => finalized(context)),
    firstAvailableSlot: () => answer(() => firstSlotOf(context)),
    isBlockhashValid: (blockhash) =>
      answer(() => {
        const tip = view().finalized;
        const isAlive = core.tree.isBlockhashAlive(blockhash, tip, tip.height);
        return isAlive && !behaviour.lies.deniesBlockhashes;
      }),
    knowsBlockhash: (blockhash) =>
      answer(() => {
        const tip = view().processed;
        const isAlive = core.tree.isBlockhashAlive(blockhash, tip, tip.height);
        const slot = toldSlot(behaviour, tip.slot);
        return { slot, isKnown: isAlive && !behaviour.lies.deniesBlockhashes };
      }),
    accounts: (addresses, minContextSlot) =>
      answer(() => readAccounts(context, view().confirmed, { addresses, minContextSlot })),
    finalAccounts: (addresses) =>
      answer(() => readAccounts(context, view().finalized, { addresses })),
    accountHeads: (addresses, bytes) =>
      answer(() => {
        const reading = readAccounts(context, view().confirmed, { addresses });
        const accounts = reading.accounts.map(
          (account) => account && { ...account, data: account.data.subarray(0, bytes) },
        );
        return { ...reading, accounts };
      }),
    tokenAccountsOf: () =>
      answer(() => {
        // As nodes without the index of owners answer (-32010).
        throw new Error('the model keeps no index of the owners of token accounts');
      }),
    signatureStatuses: (signatures, { searchHistory }) =>
      answer(() => readStatuses(context, signatures, searchHistory)),
    transaction: (signature, commitment) =>
      answer(() => readRecord(context, signature, view()[commitment])),
    signaturesOf: (address, page) => answer(() => readHistory(context, address, page)),
    simulate: (wire, accounts) => answer(() => simulate(context, wire, accounts)),
    recentFees: () =>
      answer(() => [
        {
          slot: toldSlot(behaviour, view().processed.slot),
          microLamportsPerComputeUnit: core.weather.recentFeeMicroLamports,
        },
      ]),
    minimumRentLamports: (dataBytes) => answer(() => toldRent(behaviour, dataBytes)),
    send: async (wire) => send(context, names.label, wire),
  };
}

function toldGenesis({ lies }: NodeBehaviour, genesisHash: string): string {
  return lies.isOfAnotherChain ? ANOTHER_GENESIS : genesisHash;
}

function toldRent({ lies }: NodeBehaviour, dataBytes: number): bigint {
  return rentLamportsOf(dataBytes) * lies.rentTimes;
}

function latestBlockhash({ core, behaviour, view }: NodeContext): BlockhashReading {
  const { confirmed } = view();
  const life = BLOCKHASH_LIFE_BLOCKS - behaviour.lies.lifetimeShortBlocks;
  return {
    slot: toldSlot(behaviour, confirmed.slot),
    blockhash: core.tree.blockhashOf(confirmed),
    lastValidBlockHeight: toldHeight(behaviour, confirmed.height) + life,
  };
}

function heightOf({ behaviour }: NodeContext, block: Block): bigint {
  return toldHeight(behaviour, behaviour.lies.slotsForHeights ? block.slot : block.height);
}

function finalized(context: NodeContext): FinalizedReading {
  const view = context.view();
  const block = context.behaviour.lies.confirmedForFinalized ? view.confirmed : view.finalized;
  const blockHeight = heightOf(context, block);
  const slot = toldSlot(context.behaviour, block.slot);
  return { blockHeight, slot, slotGap: slot - blockHeight };
}

interface AccountsQuestion {
  readonly addresses: readonly string[];
  readonly minContextSlot?: bigint | undefined;
}

function readAccounts(
  { behaviour }: NodeContext,
  block: Block,
  { addresses, minContextSlot }: AccountsQuestion,
): AccountsReading {
  const slot = toldSlot(behaviour, block.slot);
  if (minContextSlot !== undefined && slot < minContextSlot) {
    throw new Error(`Minimum context slot has not been reached: ${slot}`);
  }
  const told = toldAccounts(behaviour.lies, block.layer);
  return { slot, accounts: addresses.map((address) => accountOf(told.read(address))) };
}

function accountOf(account: Account | undefined): ChainAccount | null {
  if (account === undefined) return null;
  return { lamports: account.lamports, owner: account.program, data: dataOf(account) };
}

function send({ core, behaviour }: NodeContext, label: string, wire: Uint8Array): SendAnswer {
  const { tree, submissions, pending } = core;
  const bytes = submissions.enter(wire, tree.slot, label);
  const { availability, sends } = behaviour;
  if (availability !== 'up') return { kind: 'in-doubt', reason: `${label} is ${availability}` };
  if (bytes.transaction === undefined) return REFUSED;
  if (sends === 'refuse') return { kind: 'refused', reason: `${label} takes no transactions` };
  if (sends === 'forward') pending.add({ bytes, slot: tree.slot + 1n });
  return { kind: 'acknowledged' };
}

function simulate(
  { core, behaviour, view }: NodeContext,
  wire: Uint8Array,
  addresses: readonly string[],
): SimulationReading {
  const { confirmed } = view();
  const slot = toldSlot(behaviour, confirmed.slot);
  const failed = (error: string): SimulationReading => ({
    slot,
    error: JSON.stringify(error),
    logs: [],
    computeUnits: 0n,
    accounts: [],
  });
  const transaction = readWire(wire);
  if (transaction === undefined) throw new Error('Invalid params: the bytes are no transaction');
  const { blockhash } = transaction;
  if (!core.tree.isBlockhashAlive(blockhash, confirmed, confirmed.height + 1n)) {
    return failed('BlockhashNotFound');
  }
  const state = toldAccounts(behaviour.lies, confirmed.layer);
  const execution = executeTransaction(transaction, state);
  if (typeof execution === 'string') return failed(execution);
  const readAfter = (address: string): ChainAccount | null => {
    const { writes } = execution;
    return accountOf(writes.has(address) ? writes.get(address) : state.read(address));
  };
  return {
    slot,
    error: execution.error === null ? null : JSON.stringify(execution.error),
    logs: executionLogs(transaction, execution),
    computeUnits: BigInt(execution.computeUnits),
    accounts: execution.error === null ? addresses.map(readAfter) : [],
  };
}
